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
            Task = carried ? Raw(task) : null,
            OneOfMany = true,
        };
        ConcurrentQueue<string> calls = server.Listen();

        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, observed, CancellationToken.None));

        string path = $"/apis/kubetask.io/v1alpha1/namespaces/{ns}";
        string[] reads = carried ? [$"GET {path}/crontasks/c"] : [$"GET {path}/crontasks/c", $"GET {path}/tasks/{observed.Created}"];
        Assert.Equal([.. reads, $"PUT {path}/crontasks/c/status"], calls);
        await server.AssertOneTaskAsync(cron);
        Assert.Empty(await server.Api.ListAsync("Event", ns));
    }

    [Fact]
    public async Task A_CronTask_in_the_event_is_not_read()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("inside");
        JsonNode observed = (await server.Api.GetAsync("CronTask", "inside", cron.Name))!;
        var delivery = new CronTaskDelivery { CronTask = Raw(observed), OneOfMany = true };
        ConcurrentQueue<string> calls = server.Listen();

        Assert.True(await server.CronTasks(clock).StartOnlyAsync(cron, delivery, CancellationToken.None));

        Assert.Equal(["POST /apis/kubetask.io/v1alpha1/namespaces/inside/tasks"], calls);
        Assert.Single(await server.Api.ListAsync("Task", "inside"));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("old")]
    public async Task A_CronTask_in_the_event_that_is_another_or_old_makes_no_second_Task(string which)
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync(which);
        JsonNode observed = (await server.Api.GetAsync("CronTask", which, cron.Name))!.DeepClone();
        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));
        if (which == "other")
            observed["metadata"]!["name"] = "other";

        var delivery = new CronTaskDelivery { CronTask = Raw(observed) };
        Assert.True(await server.CronTasks(clock).ReconcileAsync(cron, delivery, CancellationToken.None));

        await server.AssertOneTaskAsync(cron);
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

    private static RawJson Raw(JsonNode node) => new(Encoding.UTF8.GetBytes(node.ToJsonString()));
}
