using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Cron;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>What an event about a CronTask spares the functions.</summary>
public sealed class CronTaskDeliveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_status_of_one_of_many_CronTasks_whose_Task_exists_costs_one_write_and_no_Event(bool carried)
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        string ns = carried ? "carried" : "named";
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync(ns);
        Assert.True(await server.CronTasks(clock).StartOnlyAsync(cron, new CronTaskDelivery { OneOfMany = true }, CancellationToken.None));
        JsonNode task = Assert.Single(await server.Api.ListAsync("Task", ns))!;
        var observed = new CronTaskDelivery
        {
            Created = (string)task["metadata"]!["name"]!,
            Task = carried ? new RawJson(Encoding.UTF8.GetBytes(task.ToJsonString())) : null,
            OneOfMany = true,
        };
        ConcurrentQueue<string> calls = server.Listen();

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, observed, CancellationToken.None));

        string path = $"/apis/kubetask.io/v1alpha1/namespaces/{ns}";
        string[] reads = carried ? [$"GET {path}/crontasks/c"] : [$"GET {path}/crontasks/c", $"GET {path}/tasks/{observed.Created}"];
        Assert.Equal([.. reads, $"PATCH {path}/crontasks/c/status"], calls);
        await server.AssertOneTaskAsync(cron);
        Assert.Empty(await server.Api.ListAsync("Event", ns));
    }

    [Fact]
    public async Task A_Task_that_is_gone_by_now_is_made_again()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("gone");
        Assert.True(await server.CronTasks(clock).StartOnlyAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));
        string name = (string)Assert.Single(await server.Api.ListAsync("Task", "gone"))!["metadata"]!["name"]!;
        await server.Api.DeleteAsync("Task", "gone", name);

        var observed = new CronTaskDelivery { Created = name };
        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, observed, CancellationToken.None));

        await server.AssertOneTaskAsync(cron);
    }
}
