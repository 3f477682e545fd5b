using System.Collections.Concurrent;
using System.Text;
using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Tasks;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>What one undisturbed Task costs the API server, from submission to end (architecture.md, rule 7).</summary>
public sealed class CallCountTests
{
    [Fact]
    public async Task A_Task_costs_one_ConfigMap_one_Job_three_status_writes_two_Events_and_no_read_but_those_of_Agent_and_Contexts()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync("counted");
        await server.Api.CreateAsync(
            "counted",
            "{apiVersion: kubetask.io/v1alpha1, kind: Context, metadata: {name: c}, spec: {type: Inline, inline: {content: Be brief.}}}"
        );
        await server.Api.MergeAsync("Task", "counted", "t", "{spec: {contexts: [{name: c}]}}");
        string seen = (string)(await server.Api.GetAsync("Context", "counted", "c"))!["metadata"]!["resourceVersion"]!;
        var calls = new ConcurrentQueue<string>();

        var created = new EventData { Task = await RawAsync("Task", "t"), Seen = new SeenVersions(Agents: seen, Contexts: seen) };
        Listen();
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, new TaskDelivery(null, created), CancellationToken.None));
        server.Hit = (_, _) => false;
        string taskUid = await UidAsync("Task", "t");
        string jobUid = await UidAsync("Job", "t-job");
        await server.Api.CreateAsync(
            "counted",
            "{apiVersion: v1, kind: Pod, metadata: {name: t-job-x, labels: {job-name: t-job}, "
                + $"ownerReferences: [{{apiVersion: batch/v1, kind: Job, name: t-job, uid: '{jobUid}', controller: true}}]}}, "
                + "spec: {containers: [{name: agent, image: a}]}}"
        );
        await server.Api.MergeStatusAsync(
            "Pod",
            "counted",
            "t-job-x",
            "{phase: Running, containerStatuses: [{name: agent, image: a, imageID: '', ready: true, restartCount: 0, "
                + "state: {running: {startedAt: '2026-01-01T00:00:00Z'}}}]}"
        );
        var running = new EventData { Task = await RawAsync("Task", "t") };
        Listen();
        var started = new TaskObservation(taskUid, "t-job", "t-job-x", null);
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, new TaskDelivery(started, running), CancellationToken.None));
        server.Hit = (_, _) => false;
        Assert.Equal("t-job-x", (string?)(await server.Api.GetAsync("Task", "counted", "t"))!["status"]!["podName"]);
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
        var over = new EventData { Task = await RawAsync("Task", "t"), EndedPod = await RawAsync("Pod", "t-job-x") };
        Listen();
        var ended = new TaskObservation(taskUid, "t-job", null, jobUid);
        Assert.True(
            await server.Reconciler.ReconcileAsync(
                task,
                task with
                {
                    Name = "t-job",
                },
                new TaskDelivery(ended, over),
                CancellationToken.None
            )
        );

        Assert.Equal("Completed", await server.PhaseAsync(task));
        const string Ns = "/namespaces/counted";
        Assert.Equal(
            [
                $"GET /apis/kubetask.io/v1alpha1{Ns}/agents/default",
                $"GET /apis/kubetask.io/v1alpha1{Ns}/contexts/c",
                $"POST /api/v1{Ns}/configmaps",
                $"POST /api/v1{Ns}/events",
                $"POST /api/v1{Ns}/events",
                $"POST /apis/batch/v1{Ns}/jobs",
                $"PUT /apis/kubetask.io/v1alpha1{Ns}/tasks/t/status",
                $"PUT /apis/kubetask.io/v1alpha1{Ns}/tasks/t/status",
                $"PUT /apis/kubetask.io/v1alpha1{Ns}/tasks/t/status",
            ],
            calls.Take(9).Order(StringComparer.Ordinal)
        );
        // The last is this test's own read of the phase.
        Assert.Equal(10, calls.Count);

        async Task<RawJson> RawAsync(string kind, string name) =>
            new(Encoding.UTF8.GetBytes((await server.Api.GetAsync(kind, "counted", name))!.ToJsonString()));

        async Task<string> UidAsync(string kind, string name) =>
            (string)(await server.Api.GetAsync(kind, "counted", name))!["metadata"]!["uid"]!;

        void Listen() =>
            server.Hit = (method, path) =>
            {
                calls.Enqueue($"{method} {path}");
                return false;
            };
    }
}
