using System.Collections.Concurrent;
using KubeTask.Core;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>What one undisturbed Task costs the API server, from submission to end (architecture.md, rule 7).</summary>
public sealed class CallCountTests
{
    [Fact]
    public async Task A_Task_costs_one_ConfigMap_one_Job_three_status_writes_two_Events_and_seven_reads()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync("counted");
        var calls = new ConcurrentQueue<string>();

        Listen();
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, CancellationToken.None));
        server.Hit = (_, _) => false;
        await server.Api.CreateAsync(
            "counted",
            "{apiVersion: v1, kind: Pod, metadata: {name: t-job-x, labels: {job-name: t-job}}, "
                + "spec: {containers: [{name: agent, image: a}]}}"
        );
        await server.Api.MergeStatusAsync(
            "Pod",
            "counted",
            "t-job-x",
            "{phase: Running, containerStatuses: [{name: agent, image: a, imageID: '', ready: true, restartCount: 0, "
                + "state: {running: {startedAt: '2026-01-01T00:00:00Z'}}}]}"
        );
        Listen();
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, CancellationToken.None));
        server.Hit = (_, _) => false;
        await server.Api.MergeStatusAsync(
            "Pod",
            "counted",
            "t-job-x",
            "{phase: Succeeded, containerStatuses: [{name: agent, image: a, imageID: '', ready: false, restartCount: 0, "
                + "state: {terminated: {exitCode: 0, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z'}}}]}"
        );
        await server.Api.MergeStatusAsync(
            "Job",
            "counted",
            "t-job",
            "{succeeded: 1, conditions: [{type: Complete, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z'}]}"
        );
        Listen();
        Assert.True(await server.Reconciler.ReconcileAsync(task, task with { Name = "t-job" }, CancellationToken.None));

        Assert.Equal("Completed", await server.PhaseAsync(task));
        const string Ns = "/namespaces/counted";
        Assert.Equal(
            [
                $"GET /api/v1{Ns}/pods",
                $"GET /api/v1{Ns}/pods",
                $"GET /apis/batch/v1{Ns}/jobs/t-job",
                $"GET /apis/kubetask.io/v1alpha1{Ns}/agents/default",
                $"GET /apis/kubetask.io/v1alpha1{Ns}/tasks/t",
                $"GET /apis/kubetask.io/v1alpha1{Ns}/tasks/t",
                $"GET /apis/kubetask.io/v1alpha1{Ns}/tasks/t",
                $"PATCH /apis/kubetask.io/v1alpha1{Ns}/tasks/t/status",
                $"PATCH /apis/kubetask.io/v1alpha1{Ns}/tasks/t/status",
                $"PATCH /apis/kubetask.io/v1alpha1{Ns}/tasks/t/status",
                $"POST /api/v1{Ns}/configmaps",
                $"POST /api/v1{Ns}/events",
                $"POST /api/v1{Ns}/events",
                $"POST /apis/batch/v1{Ns}/jobs",
            ],
            calls.Take(14).Order(StringComparer.Ordinal)
        );
        // The last is this test's own read of the phase.
        Assert.Equal(15, calls.Count);

        void Listen() =>
            server.Hit = (method, path) =>
            {
                calls.Enqueue($"{method} {path}");
                return false;
            };
    }
}
