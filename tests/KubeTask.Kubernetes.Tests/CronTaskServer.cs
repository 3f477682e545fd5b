using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Cron;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeTask.Kubernetes.Tests;

/// <summary>What tests do with CronTasks on a server.</summary>
internal static class CronTaskServer
{
    /// <summary>Creates a CronTask c that is due every minute, reconciles it once, and returns a clock at its next due time.</summary>
    public static async Task<(ObjectKey, WallTime)> NewCronTaskAsync(this FaultyServer server, string ns)
    {
        await server.Api.CreateNamespaceAsync(ns);
        await server.Api.CreateAsync(
            ns,
            "{apiVersion: kubetask.io/v1alpha1, kind: CronTask, metadata: {name: c}, "
                + "spec: {schedule: '* * * * *', taskTemplate: {spec: {description: x}}}}"
        );
        var key = new ObjectKey(ns, "c");
        JsonNode created = (await server.Api.GetAsync("CronTask", ns, "c"))!["metadata"]!["creationTimestamp"]!;
        // At its creation nothing is due, however long the machine takes.
        var clock = new WallTime(DateTimeOffset.Parse((string)created!, CultureInfo.InvariantCulture));
        Assert.True(await server.CronTasks(clock).ReconcileAsync(key, CronTaskDelivery.Nothing, CancellationToken.None));
        clock.Set(
            DateTimeOffset
                .Parse((string)(await server.StatusAsync(key))["nextScheduleTime"]!, CultureInfo.InvariantCulture)
                .AddMilliseconds(200)
        );
        return (key, clock);
    }

    /// <summary>Records the calls from now on.</summary>
    public static ConcurrentQueue<string> Listen(this FaultyServer server)
    {
        var calls = new ConcurrentQueue<string>();
        server.Hit = (method, path) =>
        {
            calls.Enqueue($"{method} {path}");
            return false;
        };
        return calls;
    }

    public static CronTaskTick NewTick(this FaultyServer server, WallTime clock) =>
        new(server.Client, server.CronTasks(clock), clock, NullLogger<CronTaskTick>.Instance);

    public static async Task<bool> TickAsync(this FaultyServer server, WallTime clock) =>
        (await server.NewTick(clock).RunAsync(CancellationToken.None)).Failed == 0;

    public static async Task<JsonObject> StatusAsync(this FaultyServer server, ObjectKey cron) =>
        (await server.Api.GetAsync("CronTask", cron.Namespace, cron.Name))!["status"]!.AsObject();

    /// <summary>Asserts that the CronTask has one Task, and that its status lists it as active.</summary>
    public static async Task AssertOneTaskAsync(this FaultyServer server, ObjectKey cron)
    {
        JsonNode task = Assert.Single(await server.Api.ListAsync("Task", cron.Namespace))!;
        JsonObject status = await server.StatusAsync(cron);
        Assert.Equal((string)task["metadata"]!["annotations"]!["kubetask.io/scheduled-at"]!, (string)status["lastScheduleTime"]!);
        Assert.Equal((string)task["metadata"]!["uid"]!, (string)Assert.Single(status["active"]!.AsArray())!["uid"]!);
    }

    /// <summary>Repeats after each failure, as the scaler does.</summary>
    public static async Task UntilDoneAsync(Func<Task<bool>> work)
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
                // The scaler delivers the event again.
            }
        }

        throw new InvalidOperationException("not done after 80 tries");
    }
}
