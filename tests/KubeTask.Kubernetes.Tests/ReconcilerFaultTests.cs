using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Tasks;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>What must hold when the API server, the network or the process fails between any two calls (hazards.md).</summary>
public sealed class ReconcilerFaultTests
{
    [Fact]
    public async Task Hazard_3_after_a_429_nothing_is_sent_before_Retry_After_plus_jitter()
    {
        var time = new RecordingTime();
        await using FaultyServer server = await FaultyServer.StartAsync(
            new FaultOptions { TooManyRequests = 1, RetryAfterSeconds = 3 },
            time
        );
        ObjectKey task = await server.NewTaskAsync("throttled");
        int left = 2;
        server.Hit = (method, _) => method == "POST" && Interlocked.Decrement(ref left) >= 0;

        Assert.Equal(1, await server.ReconcileUntilDoneAsync(task));

        Assert.Equal("Running", await server.PhaseAsync(task));
        Assert.Equal(2, time.Waits.Count);
        Assert.All(time.Waits, w => Assert.InRange(w.TotalSeconds, 3, 4.5));
    }

    [Fact]
    public async Task Hazard_4_a_conflict_on_the_status_write_reads_the_Task_again_and_keeps_others_changes()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions { Conflict = 1 });
        ObjectKey task = await server.NewTaskAsync("conflict");
        int left = 2;
        server.Hit = (method, path) =>
            method == "PUT" && path.EndsWith("/status", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0;
        await server.Api.MergeAsync("Task", "conflict", "t", "{metadata: {annotations: {mine: kept}}}");

        Assert.Equal(1, await server.ReconcileUntilDoneAsync(task));

        JsonObject written = (await server.Api.GetAsync("Task", "conflict", "t"))!;
        Assert.Equal(("Running", "kept"), ((string)written["status"]!["phase"]!, (string)written["metadata"]!["annotations"]!["mine"]!));
        Assert.Single(await server.Api.ListAsync("Job", "conflict"));
    }

    [Fact]
    public async Task Hazard_42_a_refusal_is_reported_while_it_lasts_and_the_Task_then_starts_by_itself()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions { InternalError = 1 });
        ObjectKey task = await server.NewTaskAsync("refused");
        server.Hit = (method, path) => method == "POST" && path.EndsWith("/jobs", StringComparison.Ordinal);

        for (int delivery = 0; delivery < 3; delivery++)
        {
            await Assert.ThrowsAsync<ApiException>(() =>
                server.Reconciler.ReconcileAsync(task, null, TaskDelivery.Nothing, CancellationToken.None)
            );
        }

        JsonObject refused = (await server.Api.GetAsync("Task", "refused", "t"))!;
        Assert.Equal("Pending", (string)refused["status"]!["phase"]!);
        Assert.Equal("ReconcileError", Reason(refused, "Ready"));
        Assert.EndsWith("; KubeTask tries again", (string)refused["status"]!["message"]!, StringComparison.Ordinal);
        Assert.Single(await server.Api.ListAsync("Event", "refused"));

        server.Hit = (_, _) => false;
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, TaskDelivery.Nothing, CancellationToken.None));

        JsonObject started = (await server.Api.GetAsync("Task", "refused", "t"))!;
        Assert.Equal(("Running", "JobCreated"), ((string)started["status"]!["phase"]!, Reason(started, "Ready")));
        Assert.Single(await server.Api.ListAsync("Job", "refused"));
    }

    [Fact]
    public async Task Hazard_43_an_Agent_with_a_quantity_that_cannot_be_written_fails_its_Task_and_names_the_field()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync("huge");
        await server.Api.MergeAsync(
            "Agent",
            "huge",
            "default",
            "{spec: {podSpec: {resources: {limits: {memory: '123456789012345678901234567890'}}}}}"
        );

        Assert.True(await server.Reconciler.ReconcileAsync(task, null, TaskDelivery.Nothing, CancellationToken.None));

        JsonObject failed = (await server.Api.GetAsync("Task", "huge", "t"))!;
        Assert.Equal(("Failed", "InvalidAgent"), ((string)failed["status"]!["phase"]!, Reason(failed, "Accepted")));
        Assert.StartsWith(
            "Agent default: spec.podSpec.resources.limits.memory: the number is larger than KubeTask can write; ",
            (string)failed["status"]!["message"]!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("configmaps")]
    [InlineData("jobs")]
    [InlineData("tasks")]
    public async Task Hazard_6_the_next_event_repeats_a_write_that_failed(string resource) =>
        await OneFaultAtAsync(new FaultOptions { InternalError = 1 }, resource);

    [Theory]
    [InlineData("configmaps")]
    [InlineData("jobs")]
    [InlineData("tasks")]
    public async Task Hazard_7_the_next_event_finds_a_write_whose_answer_was_lost(string resource) =>
        await OneFaultAtAsync(new FaultOptions { LostAnswer = 1 }, resource);

    /// <summary>The sender of the event had a list in which the Task still ran and its Job was gone.</summary>
    [Fact]
    public async Task Hazard_10_an_event_from_a_stale_list_creates_no_second_Job_after_the_end()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync("stale");
        await server.Api.MergeAsync("Task", "stale", "t", "{spec: {ttlSecondsAfterFinished: 0}}");
        Assert.True(await server.Reconciler.ReconcileAsync(task, null, TaskDelivery.Nothing, CancellationToken.None));
        await server.Api.MergeStatusAsync(
            "Job",
            "stale",
            "t-job",
            "{succeeded: 1, conditions: [{type: Complete, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z'}]}"
        );
        Assert.True(
            await server.Reconciler.ReconcileAsync(task, task with { Name = "t-job" }, TaskDelivery.Nothing, CancellationToken.None)
        );
        Assert.Equal("Completed", await server.PhaseAsync(task));
        await server.Api.DeleteAsync("Job", "stale", "t-job");
        await Eventually.ThatAsync(async () => (await server.Api.ListAsync("Job", "stale")).Count == 0, "the Job is gone");

        Assert.True(await server.Reconciler.ReconcileAsync(task, null, TaskDelivery.Nothing, CancellationToken.None));
        Assert.True(
            await server.Reconciler.ReconcileAsync(task, task with { Name = "t-job" }, TaskDelivery.Nothing, CancellationToken.None)
        );

        Assert.Equal("Completed", await server.PhaseAsync(task));
        Assert.Empty(await server.Api.ListAsync("Job", "stale"));
    }

    [Fact]
    public async Task Hazard_13_no_Job_is_created_in_a_terminating_namespace()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        ObjectKey task = await server.NewTaskAsync("terminating");
        await server.Api.MergeAsync("Task", "terminating", "t", "{metadata: {finalizers: [example.com/hold]}}");
        await server.Api.CreateAsync(
            "terminating",
            "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: other, finalizers: [example.com/hold]}, "
                + "spec: {description: d}}"
        );
        await server.Api.DeleteNamespaceAsync("terminating");

        Assert.True(await server.Reconciler.ReconcileAsync(task, null, TaskDelivery.Nothing, CancellationToken.None));

        Assert.Empty(await server.Api.ListAsync("Job", "terminating"));
    }

    [Fact]
    public async Task Hazards_4_to_7_each_Task_has_one_Job_and_a_correct_status_under_random_faults()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(
            new FaultOptions
            {
                Seed = 7,
                Conflict = 0.2,
                TooManyRequests = 0.1,
                RetryAfterSeconds = 0,
                InternalError = 0.1,
                Unavailable = 0.1,
                LostAnswer = 0.2,
            }
        );
        List<ObjectKey> tasks = [];
        for (int i = 0; i < 20; i++)
            tasks.Add(await server.NewTaskAsync($"n{i}"));

        server.Hit = (_, _) => true;
        // Two functions at once on each Task.
        await Task.WhenAll(tasks.Concat(tasks).Select(t => server.ReconcileUntilDoneAsync(t)));
        server.Hit = (_, _) => false;

        foreach (ObjectKey task in tasks)
        {
            Assert.Equal("Running", await server.PhaseAsync(task));
            Assert.Single(await server.Api.ListAsync("Job", task.Namespace));
            Assert.NotNull(await server.Api.GetAsync("ConfigMap", task.Namespace, "t-context"));
        }
    }

    private static string Reason(JsonObject task, string condition) =>
        (string)task["status"]!["conditions"]!.AsArray().Single(c => (string)c!["type"]! == condition)!["reason"]!;

    private static async Task OneFaultAtAsync(FaultOptions faults, string resource)
    {
        await using FaultyServer server = await FaultyServer.StartAsync(faults);
        ObjectKey task = await server.NewTaskAsync("one-fault");
        int left = 1;
        server.Hit = (method, path) =>
            method is "POST" or "PATCH" or "PUT"
            && path.Contains($"/{resource}", StringComparison.Ordinal)
            && Interlocked.Decrement(ref left) >= 0;

        await server.ReconcileUntilDoneAsync(task);

        Assert.True(left < 1, "the fault never happened");
        Assert.Equal("Running", await server.PhaseAsync(task));
        Assert.Single(await server.Api.ListAsync("Job", "one-fault"));
        Assert.NotNull(await server.Api.GetAsync("ConfigMap", "one-fault", "t-context"));
    }

    /// <summary>Records each wait and ends it at once.</summary>
    private sealed class RecordingTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                lock (Waits)
                    Waits.Add(dueTime);
            }

            return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
        }
    }
}
