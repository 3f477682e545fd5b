using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Cron;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>What must hold for CronTasks when calls fail, answers are lost, or events come twice (hazards.md).</summary>
public sealed class CronTaskFaultTests
{
    [Theory]
    [InlineData("tasks", "POST", false)]
    [InlineData("tasks", "POST", true)]
    [InlineData("crontasks", "PUT", false)]
    [InlineData("crontasks", "PUT", true)]
    public async Task Hazards_6_and_7_the_next_event_completes_a_write_that_failed_or_whose_answer_was_lost(
        string resource,
        string method,
        bool lost
    )
    {
        await using FaultyServer server = await FaultyServer.StartAsync(
            lost ? new FaultOptions { LostAnswer = 1 } : new FaultOptions { InternalError = 1 }
        );
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("one-fault");
        int left = 1;
        server.Hit = (m, path) =>
            m == method && path.Contains($"/{resource}", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0;

        await CronTaskServer.UntilDoneAsync(() =>
            server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None)
        );

        Assert.True(left < 1, "the fault never happened");
        await server.AssertOneTaskAsync(cron);
    }

    [Fact]
    public async Task Hazard_16_twenty_replicas_and_timers_create_one_Task_for_a_due_time()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("doubled");

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    CronTaskServer.UntilDoneAsync(() =>
                        i % 4 == 0
                            ? server.TickAsync(clock)
                            : server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None)
                    )
                )
        );

        await server.AssertOneTaskAsync(cron);
        Assert.Equal(["TaskCreated"], (await server.Api.ListAsync("Event", "doubled")).Select(e => (string)e!["reason"]!));
    }

    [Fact]
    public async Task Hazards_3_to_7_each_CronTask_has_one_Task_for_its_due_time_under_random_faults()
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
        List<(ObjectKey Cron, WallTime Clock)> all = [];
        for (int i = 0; i < 15; i++)
            all.Add(await server.NewCronTaskAsync($"n{i}"));

        server.Hit = (_, _) => true;
        await Task.WhenAll(
            all.Concat(all)
                .Select(c =>
                    CronTaskServer.UntilDoneAsync(() =>
                        server.CronTasks(c.Clock).ReconcileAsync(c.Cron, CronTaskDelivery.Nothing, CancellationToken.None)
                    )
                )
        );
        server.Hit = (_, _) => false;

        foreach ((ObjectKey cron, _) in all)
            await server.AssertOneTaskAsync(cron);
    }

    [Fact]
    public async Task Hazard_13_no_Task_is_created_in_a_terminating_namespace()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("terminating");
        await server.Api.MergeAsync("CronTask", "terminating", "c", "{metadata: {finalizers: [example.com/hold]}}");
        await server.Api.CreateAsync(
            "terminating",
            "{apiVersion: kubetask.io/v1alpha1, kind: CronTask, metadata: {name: d}, "
                + "spec: {schedule: '* * * * *', taskTemplate: {spec: {description: x}}}}"
        );
        await server.Api.DeleteNamespaceAsync("terminating");

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));

        Assert.Empty(await server.Api.ListAsync("Task", "terminating"));
    }

    [Fact]
    public async Task Hazard_23_a_CronTask_that_fails_does_not_keep_a_tick_from_the_others()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions { InternalError = 1 });
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("tick-a");
        await server.NewCronTaskAsync("tick-b");
        server.Hit = (method, path) => method == "POST" && path.Contains("/namespaces/tick-a/tasks", StringComparison.Ordinal);

        TickOutcome outcome = await server.NewTick(clock).RunAsync(CancellationToken.None);

        Assert.Equal(new TickOutcome(2, 2, 1), outcome);
        await server.AssertOneTaskAsync(new ObjectKey("tick-b", "c"));
        server.Hit = (_, _) => false;
        Assert.Equal(0, (await server.NewTick(clock).RunAsync(CancellationToken.None)).Failed);
        await server.AssertOneTaskAsync(cron);
    }

    /// <summary>hazards.md, row 10, where the API server's cache is stale.</summary>
    [Fact]
    public async Task Hazard_10_a_CronTask_from_a_stale_cache_creates_no_second_Task_after_the_first_ended()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("stale");
        V1Alpha1CronTask before = (
            await server.Client.GetAsync(ApiPaths.CronTask(cron), ApiJson.Default.V1Alpha1CronTask, CancellationToken.None)
        )!;
        await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None);
        JsonNode task = Assert.Single(await server.Api.ListAsync("Task", "stale"))!;
        await server.Api.MergeStatusAsync("Task", "stale", (string)task["metadata"]!["name"]!, "{status: {phase: Completed}}");
        await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None);
        string reported = (await server.StatusAsync(cron)).ToJsonString();

        Assert.True(
            await FaultyServer
                .CronTasks(new ReadPaths(server.Client, () => { }) { Cached = before }, clock)
                .StartOnlyAsync(cron, new CronTaskDelivery { Version = before.Metadata.ResourceVersion }, CancellationToken.None)
        );

        Assert.Equal(
            (string)task["metadata"]!["uid"]!,
            (string)Assert.Single(await server.Api.ListAsync("Task", "stale"))!["metadata"]!["uid"]!
        );
        Assert.Equal(reported, (await server.StatusAsync(cron)).ToJsonString());
    }
}
