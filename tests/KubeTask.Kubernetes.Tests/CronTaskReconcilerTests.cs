using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Local.ApiServer.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeTask.Kubernetes.Tests;

/// <summary>CronTasks on an API server, with the functions' rights: what a due time costs, and what faults between any two calls come to.</summary>
public sealed class CronTaskReconcilerTests
{
    [Fact]
    public async Task A_due_time_costs_one_read_one_Task_one_status_write_and_one_Event()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "counted");
        ConcurrentQueue<string> calls = Listen(server);

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None));

        Assert.Equal(
            [
                "GET /apis/kubetask.io/v1alpha1/namespaces/counted/crontasks/c",
                "PATCH /apis/kubetask.io/v1alpha1/namespaces/counted/crontasks/c/status",
                "POST /api/v1/namespaces/counted/events",
                "POST /apis/kubetask.io/v1alpha1/namespaces/counted/tasks",
            ],
            calls.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_next_due_time_looks_at_the_Tasks_that_are_active_and_at_no_others()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "second");
        await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None);
        clock.Add(TimeSpan.FromMinutes(1));
        ConcurrentQueue<string> calls = Listen(server);

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None));

        // The first Task hasn't ended, so there is none for the second due time.
        string first = (string)Assert.Single(await server.Api.ListAsync("Task", "second"))!["metadata"]!["name"]!;
        Assert.Equal(
            [
                "GET /apis/kubetask.io/v1alpha1/namespaces/second/crontasks/c",
                $"GET /apis/kubetask.io/v1alpha1/namespaces/second/tasks/{first}",
                "PATCH /apis/kubetask.io/v1alpha1/namespaces/second/crontasks/c/status",
                "POST /api/v1/namespaces/second/events",
            ],
            calls.Take(4).Order(StringComparer.Ordinal)
        );
        JsonObject status = await StatusAsync(server, cron);
        Assert.Equal((1, "JobAlreadyActive"), ((int)status["missed"]!["count"]!, (string)status["missed"]!["reason"]!));
    }

    [Fact]
    public async Task In_a_hurry_it_ends_once_the_Task_is_made_and_the_next_event_tells_of_it_once()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "hurried");
        string version = (string)(await server.Api.GetAsync("CronTask", "hurried", "c"))!["metadata"]!["resourceVersion"]!;
        ConcurrentQueue<string> calls = Listen(server);

        Assert.True(await server.CronTasks(clock).StartOnlyAsync(cron, version, CancellationToken.None));

        Assert.Equal(
            ["GET /apis/kubetask.io/v1alpha1/namespaces/hurried/crontasks/c", "POST /apis/kubetask.io/v1alpha1/namespaces/hurried/tasks"],
            calls
        );
        Assert.Empty(await server.Api.ListAsync("Event", "hurried"));

        // A second one that is in a hurry too makes no Task, so it goes on.
        Assert.True(await server.CronTasks(clock).StartOnlyAsync(cron, version, CancellationToken.None));
        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None));

        await OneTaskAsync(server, cron);
        Assert.Equal(["TaskCreated"], (await server.Api.ListAsync("Event", "hurried")).Select(e => (string)e!["reason"]!));
    }

    [Theory]
    [InlineData("tasks", "POST", false)]
    [InlineData("tasks", "POST", true)]
    [InlineData("crontasks", "PATCH", false)]
    [InlineData("crontasks", "PATCH", true)]
    public async Task Hazards_6_and_7_a_write_that_fails_or_whose_answer_is_lost_is_taken_up_by_the_next_event(
        string resource,
        string method,
        bool lost
    )
    {
        await using FaultyServer server = await FaultyServer.StartAsync(
            lost ? new FaultOptions { LostAnswer = 1 } : new FaultOptions { InternalError = 1 }
        );
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "one-fault");
        int left = 1;
        server.Hit = (m, path) =>
            m == method && path.Contains($"/{resource}", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0;

        await UntilDoneAsync(() => server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None));

        Assert.True(left < 1, "the fault never happened");
        await OneTaskAsync(server, cron);
    }

    [Fact]
    public async Task Hazard_16_a_tick_doubled_by_twenty_replicas_and_the_timer_makes_one_Task()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "doubled");

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    UntilDoneAsync(() =>
                        i % 4 == 0 ? TickAsync(server, clock) : server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None)
                    )
                )
        );

        await OneTaskAsync(server, cron);
        Assert.Equal(["TaskCreated"], (await server.Api.ListAsync("Event", "doubled")).Select(e => (string)e!["reason"]!));
    }

    [Fact]
    public async Task Hazards_3_to_7_whatever_goes_wrong_each_CronTask_has_the_one_Task_of_its_due_time()
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
            all.Add(await NewCronTaskAsync(server, $"n{i}"));

        server.Hit = (_, _) => true;
        await Task.WhenAll(
            all.Concat(all).Select(c => UntilDoneAsync(() => server.CronTasks(c.Clock).ReconcileAsync(c.Cron, CancellationToken.None)))
        );
        server.Hit = (_, _) => false;

        foreach ((ObjectKey cron, _) in all)
            await OneTaskAsync(server, cron);
    }

    [Fact]
    public async Task Hazard_13_a_namespace_that_is_going_is_left_alone()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "going");
        await server.Api.MergeAsync("CronTask", "going", "c", "{metadata: {finalizers: [example.com/hold]}}");
        await server.Api.CreateAsync(
            "going",
            "{apiVersion: kubetask.io/v1alpha1, kind: CronTask, metadata: {name: d}, spec: {schedule: '* * * * *', taskTemplate: {spec: {description: x}}}}"
        );
        await server.Api.DeleteNamespaceAsync("going");

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None));

        Assert.Empty(await server.Api.ListAsync("Task", "going"));
    }

    [Fact]
    public async Task Hazard_23_a_tick_brings_on_all_that_have_work_past_one_that_can_t_be()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions { InternalError = 1 });
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "tick-a");
        await NewCronTaskAsync(server, "tick-b");
        server.Hit = (method, path) => method == "POST" && path.Contains("/namespaces/tick-a/tasks", StringComparison.Ordinal);

        TickOutcome outcome = await NewTick(server, clock).RunAsync(CancellationToken.None);

        Assert.Equal(new TickOutcome(2, 2, 1), outcome);
        await OneTaskAsync(server, new ObjectKey("tick-b", "c"));
        server.Hit = (_, _) => false;
        Assert.Equal(0, (await NewTick(server, clock).RunAsync(CancellationToken.None)).Failed);
        await OneTaskAsync(server, cron);
    }

    [Fact]
    public async Task A_function_that_was_held_up_reads_again_before_it_writes()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "held-up");
        CronTaskReconciler reconciler = server.CronTasks(clock);
        int reads = 0;
        server.Hit = (method, path) =>
        {
            // Half a minute passes after the first reading.
            if (method == "GET" && path.EndsWith("/crontasks/c", StringComparison.Ordinal) && Interlocked.Increment(ref reads) == 1)
                clock.Pass(TimeSpan.FromSeconds(30));
            return false;
        };

        Assert.True(await reconciler.ReconcileAsync(cron, CancellationToken.None));

        Assert.Equal(2, reads);
        await OneTaskAsync(server, cron);
    }

    /// <summary>Half a Freshness passes after it: that is what the cache may have been behind.</summary>
    [Fact]
    public async Task Only_the_first_read_in_a_hurry_may_come_from_the_API_servers_cache()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "cached");
        var api = new ReadPaths(server.Client, () => clock.Pass(TimeSpan.FromSeconds(11)));

        Assert.True(await FaultyServer.CronTasks(api, clock).StartOnlyAsync(cron, "1", CancellationToken.None));

        const string Path = "apis/kubetask.io/v1alpha1/namespaces/cached/crontasks/c";
        Assert.Equal([$"{Path}?resourceVersion=1", Path], api.Paths);
        Assert.Single(await server.Api.ListAsync("Task", "cached"));
    }

    /// <summary>hazards.md, row 10, where what is stale is the API server's cache.</summary>
    [Fact]
    public async Task Hazard_10_a_CronTask_read_from_a_stale_cache_after_its_Task_ended_makes_no_second_one()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "stale");
        V1Alpha1CronTask before = (
            await server.Client.GetAsync(ApiPaths.CronTask(cron), ApiJson.Default.V1Alpha1CronTask, CancellationToken.None)
        )!;
        await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None);
        JsonNode task = Assert.Single(await server.Api.ListAsync("Task", "stale"))!;
        await server.Api.MergeStatusAsync("Task", "stale", (string)task["metadata"]!["name"]!, "{status: {phase: Completed}}");
        await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None);
        string told = (await StatusAsync(server, cron)).ToJsonString();

        Assert.True(
            await FaultyServer
                .CronTasks(new ReadPaths(server.Client, () => { }) { Cached = before }, clock)
                .StartOnlyAsync(cron, before.Metadata.ResourceVersion, CancellationToken.None)
        );

        Assert.Equal(
            (string)task["metadata"]!["uid"]!,
            (string)Assert.Single(await server.Api.ListAsync("Task", "stale"))!["metadata"]!["uid"]!
        );
        Assert.Equal(told, (await StatusAsync(server, cron)).ToJsonString());
    }

    [Fact]
    public async Task A_tick_whose_list_was_long_ago_reads_again_before_it_writes()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "long-list");
        var calls = new ConcurrentQueue<string>();
        server.Hit = (method, path) =>
        {
            calls.Enqueue($"{method} {path}");
            // It takes half a minute until the CronTask's turn comes.
            if (path.EndsWith("/crontasks", StringComparison.Ordinal))
                clock.Pass(TimeSpan.FromSeconds(30));
            return false;
        };

        Assert.True(await TickAsync(server, clock));

        Assert.Equal(
            [
                "GET /apis/kubetask.io/v1alpha1/crontasks",
                "GET /apis/kubetask.io/v1alpha1/namespaces/long-list/crontasks/c",
                "POST /apis/kubetask.io/v1alpha1/namespaces/long-list/tasks",
            ],
            calls.Take(3)
        );
        await OneTaskAsync(server, cron);
    }

    [Fact]
    public async Task Deleting_a_CronTask_deletes_its_Tasks()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await NewCronTaskAsync(server, "deleted");
        await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None);
        await OneTaskAsync(server, cron);

        await server.Api.DeleteAsync("CronTask", "deleted", "c");

        await Eventually.ThatAsync(async () => (await server.Api.ListAsync("Task", "deleted")).Count == 0, "the Tasks are deleted");
        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CancellationToken.None));
        Assert.Empty(await server.Api.ListAsync("Task", "deleted"));
    }

    /// <summary>A CronTask c of every minute that was looked at once, and a clock at its next due time.</summary>
    private static async Task<(ObjectKey, WallTime)> NewCronTaskAsync(FaultyServer server, string ns)
    {
        await server.Api.CreateNamespaceAsync(ns);
        await server.Api.CreateAsync(
            ns,
            "{apiVersion: kubetask.io/v1alpha1, kind: CronTask, metadata: {name: c}, spec: {schedule: '* * * * *', taskTemplate: {spec: {description: x}}}}"
        );
        var clock = new WallTime(TimeProvider.System.GetUtcNow());
        var key = new ObjectKey(ns, "c");
        Assert.True(await server.CronTasks(clock).ReconcileAsync(key, CancellationToken.None));
        // A due time may have come between the CronTask's creation and the first look: then it has its Task already, and ended.
        foreach (JsonNode? task in await server.Api.ListAsync("Task", ns))
            await server.Api.DeleteAsync("Task", ns, (string)task!["metadata"]!["name"]!);
        clock.Set(
            DateTimeOffset
                .Parse((string)(await StatusAsync(server, key))["nextScheduleTime"]!, CultureInfo.InvariantCulture)
                .AddMilliseconds(200)
        );
        return (key, clock);
    }

    private static ConcurrentQueue<string> Listen(FaultyServer server)
    {
        var calls = new ConcurrentQueue<string>();
        server.Hit = (method, path) =>
        {
            calls.Enqueue($"{method} {path}");
            return false;
        };
        return calls;
    }

    private static CronTaskTick NewTick(FaultyServer server, WallTime clock) =>
        new(server.Client, server.CronTasks(clock), clock, NullLogger<CronTaskTick>.Instance);

    private static async Task<bool> TickAsync(FaultyServer server, WallTime clock) =>
        (await NewTick(server, clock).RunAsync(CancellationToken.None)).Failed == 0;

    private static async Task<JsonObject> StatusAsync(FaultyServer server, ObjectKey cron) =>
        (await server.Api.GetAsync("CronTask", cron.Namespace, cron.Name))!["status"]!.AsObject();

    private static async Task OneTaskAsync(FaultyServer server, ObjectKey cron)
    {
        JsonNode task = Assert.Single(await server.Api.ListAsync("Task", cron.Namespace))!;
        JsonObject status = await StatusAsync(server, cron);
        Assert.Equal((string)task["metadata"]!["annotations"]!["kubetask.io/scheduled-at"]!, (string)status["lastScheduleTime"]!);
        Assert.Equal((string)task["metadata"]!["uid"]!, (string)Assert.Single(status["active"]!.AsArray())!["uid"]!);
    }

    /// <summary>As the scaler does: again after each failure.</summary>
    private static async Task UntilDoneAsync(Func<Task<bool>> work)
    {
        for (int attempt = 0; attempt < 80; attempt++)
        {
            try
            {
                if (await work())
                    return;
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                // The event comes again.
            }
        }

        throw new InvalidOperationException("not done after 80 tries");
    }

    /// <summary>The paths that are read; something happens after the first.</summary>
    private sealed class ReadPaths(IApiClient api, Action afterFirst) : IApiClient
    {
        public List<string> Paths { get; } = [];

        /// <summary>What the API server's cache has; null to ask the API server.</summary>
        public V1Alpha1CronTask? Cached { get; init; }

        public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
            where T : class
        {
            Paths.Add(path);
            T? read =
                path.Contains("?resourceVersion=", StringComparison.Ordinal) && Cached is T cached
                    ? cached
                    : await api.GetAsync(path, type, cancellationToken);
            if (Paths.Count == 1)
                afterFirst();
            return read;
        }

        public Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
            where T : class => api.CreateAsync(collection, body, type, cancellationToken);

        public Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
            where T : class => api.MergePatchAsync(path, patch, type, cancellationToken);

        public Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken) =>
            api.DeleteAsync(path, uid, resourceVersion, cancellationToken);
    }

    /// <summary>A clock on the wall that stands, and a stop watch.</summary>
    private sealed class WallTime(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;
        private long _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Set(DateTimeOffset now) => _now = now;

        public void Add(TimeSpan time) => _now += time;

        /// <summary>Lets time pass by the stop watch alone.</summary>
        public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => Interlocked.Read(ref _passed);
    }
}
