using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class StopTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_stop_is_requested_at_once_and_the_wait_ends_with_the_agent()
    {
        using Space space = await Space.CreateAsync(cluster, "stop-wait", "echo begun; sleep 60");
        await space.TaskAsync("long");
        await space.PhaseAsync("long", "Running");

        CliResult result = await space.RunAsync("stop", "long", "--wait");

        Assert.Equal("task.kubetask.io/long stopped\n", result.Piped());
        Assert.Contains("Completed: stopped by annotation kubetask.io/stop", result.Error, StringComparison.Ordinal);
        Assert.Equal("task.kubetask.io/long has ended already (Completed)\n", (await space.RunAsync("stop", "long")).Piped());
    }

    [Fact]
    public async Task Several_are_stopped_in_a_terminal_and_named_as_a_list_names_them()
    {
        using Space space = await Space.CreateAsync(cluster, "stop-several");
        await space.TaskAsync("a");
        await space.TaskAsync("b");

        CliResult result = await space.ShowAsync(80, "stop", "task.kubetask.io/a", "b");

        Assert.Equal("task.kubetask.io/a is asked to stop\ntask.kubetask.io/b is asked to stop\n", result.Succeeded());
        await space.PhaseAsync("a", "Completed");
    }

    [Fact]
    public async Task A_retry_is_a_new_Task_with_the_same_spec_and_the_next_free_name()
    {
        using Space space = await Space.CreateAsync(cluster, "retry", "echo again; exit 4");
        await space.RunAsync("run", "Hello", "--name", "work", "-l", "team=t", "-w");

        Assert.Equal("task.kubetask.io/work-retry-1 created\n", (await space.RunAsync("retry", "work")).Piped());
        await space.PhaseAsync("work-retry-1", "Failed");
        CliResult second = await space.RunAsync("retry", "work-retry-1", "--watch");
        CliResult third = await space.ShowAsync(80, "retry", "work", "--watch");

        Assert.Equal((4, "again\n"), (second.Code, second.Output));
        Assert.StartsWith("task.kubetask.io/work-retry-2 created\n", second.Error, StringComparison.Ordinal);
        Assert.Contains("work-retry-3 created", third.Output, StringComparison.Ordinal);
        JsonObject task = (await space.FindAsync(Kind.Task, "work-retry-2"))!;
        Assert.Equal("Hello", (string?)task["spec"]!["description"]);
        Assert.Equal("t", (string?)task["metadata"]!["labels"]!["team"]);
    }

    [Fact]
    public async Task A_Task_that_has_not_ended_is_not_retried()
    {
        using Space space = await Space.CreateAsync(cluster, "retry-early");
        await space.TaskAsync("waits", "{description: Hi, agentRef: nobody}");

        string error = (await space.RunAsync("retry", "waits")).Failed(ExitCodes.Error);

        Assert.StartsWith("Task waits is Pending; only a Task that has ended can be retried.", error, StringComparison.Ordinal);
    }
}
