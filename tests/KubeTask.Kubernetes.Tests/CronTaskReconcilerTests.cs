using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Kubernetes.Cron;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>CronTasks on an API server, with the functions' rights: the calls of a due time, and when a CronTask is read again.</summary>
public sealed class CronTaskReconcilerTests
{
    [Fact]
    public async Task A_due_time_costs_one_read_one_Task_one_status_write_and_one_Event()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("counted");
        ConcurrentQueue<string> calls = server.Listen();

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));

        Assert.Equal(
            [
                "GET /apis/kubetask.io/v1alpha1/namespaces/counted/crontasks/c",
                "POST /api/v1/namespaces/counted/events",
                "POST /apis/kubetask.io/v1alpha1/namespaces/counted/tasks",
                "PUT /apis/kubetask.io/v1alpha1/namespaces/counted/crontasks/c/status",
            ],
            calls.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_later_due_time_reads_only_the_Tasks_that_are_active()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("second");
        await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None);
        clock.Add(TimeSpan.FromMinutes(1));
        ConcurrentQueue<string> calls = server.Listen();

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));

        // The first Task hasn't ended, so the second due time gets none.
        string first = (string)Assert.Single(await server.Api.ListAsync("Task", "second"))!["metadata"]!["name"]!;
        Assert.Equal(
            [
                "GET /apis/kubetask.io/v1alpha1/namespaces/second/crontasks/c",
                $"GET /apis/kubetask.io/v1alpha1/namespaces/second/tasks/{first}",
                "POST /api/v1/namespaces/second/events",
                "PUT /apis/kubetask.io/v1alpha1/namespaces/second/crontasks/c/status",
            ],
            calls.Take(4).Order(StringComparer.Ordinal)
        );
        JsonObject status = await server.StatusAsync(cron);
        Assert.Equal((1, "JobAlreadyActive"), ((int)status["missed"]!["count"]!, (string)status["missed"]!["reason"]!));
    }

    [Fact]
    public async Task StartOnly_ends_once_the_Task_is_created_and_the_next_event_reports_it_once()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("start-only");
        string version = (string)(await server.Api.GetAsync("CronTask", "start-only", "c"))!["metadata"]!["resourceVersion"]!;
        ConcurrentQueue<string> calls = server.Listen();

        Assert.True(await server.CronTasks(clock).StartOnlyAsync(cron, new CronTaskDelivery { Version = version }, CancellationToken.None));

        Assert.Equal(
            [
                "GET /apis/kubetask.io/v1alpha1/namespaces/start-only/crontasks/c",
                "POST /apis/kubetask.io/v1alpha1/namespaces/start-only/tasks",
            ],
            calls
        );
        Assert.Empty(await server.Api.ListAsync("Event", "start-only"));

        // A second StartOnly creates no Task, so it goes on to the status.
        Assert.True(await server.CronTasks(clock).StartOnlyAsync(cron, new CronTaskDelivery { Version = version }, CancellationToken.None));
        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));

        await server.AssertOneTaskAsync(cron);
        Assert.Equal(["TaskCreated"], (await server.Api.ListAsync("Event", "start-only")).Select(e => (string)e!["reason"]!));
    }

    [Fact]
    public async Task A_delayed_function_reads_the_CronTask_again_before_it_writes()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("delayed");
        CronTaskReconciler reconciler = server.CronTasks(clock);
        int reads = 0;
        server.Hit = (method, path) =>
        {
            // Half a minute passes after the first read.
            if (method == "GET" && path.EndsWith("/crontasks/c", StringComparison.Ordinal) && Interlocked.Increment(ref reads) == 1)
                clock.Pass(TimeSpan.FromSeconds(30));
            return false;
        };

        Assert.True(await reconciler.ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));

        Assert.Equal(2, reads);
        await server.AssertOneTaskAsync(cron);
    }

    /// <summary>After the first read, half of Freshness passes: the cache may have been that old.</summary>
    [Fact]
    public async Task Only_the_first_read_of_StartOnly_may_come_from_the_API_servers_cache()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("cached");
        var api = new ReadPaths(server.Client, () => clock.Pass(TimeSpan.FromSeconds(11)));

        Assert.True(
            await FaultyServer.CronTasks(api, clock).StartOnlyAsync(cron, new CronTaskDelivery { Version = "1" }, CancellationToken.None)
        );

        const string Path = "apis/kubetask.io/v1alpha1/namespaces/cached/crontasks/c";
        Assert.Equal([$"{Path}?resourceVersion=1", Path], api.Paths);
        Assert.Single(await server.Api.ListAsync("Task", "cached"));
    }

    [Fact]
    public async Task A_tick_with_an_old_list_reads_the_CronTask_again_before_it_writes()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("long-list");
        var calls = new ConcurrentQueue<string>();
        server.Hit = (method, path) =>
        {
            calls.Enqueue($"{method} {path}");
            // Half a minute passes until the CronTask's turn.
            if (path.EndsWith("/crontasks", StringComparison.Ordinal))
                clock.Pass(TimeSpan.FromSeconds(30));
            return false;
        };

        Assert.True(await server.TickAsync(clock));

        Assert.Equal(
            [
                "GET /apis/kubetask.io/v1alpha1/crontasks",
                "GET /apis/kubetask.io/v1alpha1/namespaces/long-list/crontasks/c",
                "POST /apis/kubetask.io/v1alpha1/namespaces/long-list/tasks",
            ],
            calls.Take(3)
        );
        await server.AssertOneTaskAsync(cron);
    }

    [Fact]
    public async Task Deleting_a_CronTask_deletes_its_Tasks()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("deleted");
        await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None);
        await server.AssertOneTaskAsync(cron);

        await server.Api.DeleteAsync("CronTask", "deleted", "c");

        await Eventually.ThatAsync(async () => (await server.Api.ListAsync("Task", "deleted")).Count == 0, "the Tasks are deleted");
        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));
        Assert.Empty(await server.Api.ListAsync("Task", "deleted"));
    }
}
