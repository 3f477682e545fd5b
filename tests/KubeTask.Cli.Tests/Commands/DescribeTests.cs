namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class DescribeTests(ClusterFixture cluster)
{
    [Fact]
    public async Task It_says_what_a_queued_Task_waits_for_and_who_waits_for_a_running_one()
    {
        using Space space = await Space.CreateAsync(cluster, "describe-queue", "sleep 60", limit: 1);
        await space.TaskAsync("first");
        await space.PhaseAsync("first", "Running");
        await space.TaskAsync("second");
        await space.PhaseAsync("second", "Queued");

        string waits = (await space.RunAsync("describe", "second")).Piped();
        string holds = (await space.RunAsync("describe", "task/first")).Piped();
        string agent = (await space.RunAsync("describe", "agent/default")).Piped();
        string shown = (await space.ShowAsync(80, "describe", "second")).Shown();

        Assert.Matches(@"\nIt has been in the queue of Agent default for \d+s, as number 1 of 1\.\n", waits);
        Assert.Contains("\nAgent default runs at most 1 Task at once.\n", waits, StringComparison.Ordinal);
        Assert.Matches(@"\nThe slot is held by first \(for \d+s\)\.\n", waits);
        Assert.Contains("\nIt holds a slot of Agent default, for which second waits.\n", holds, StringComparison.Ordinal);
        Assert.Contains("\n1 Task runs, 1 is queued; none may start now.\n", agent, StringComparison.Ordinal);
        Assert.Contains("\e[33mQueued", shown, StringComparison.Ordinal);
        await space.RunAsync("stop", "first", "second");
    }

    [Fact]
    public async Task It_says_how_a_Task_ended_and_what_to_do_next()
    {
        using Space space = await Space.CreateAsync(cluster, "describe-end", "echo oh no; exit 3");
        await space.TaskAsync("three");
        await space.PhaseAsync("three", "Failed");

        string text = (await space.RunAsync("describe", "three")).Piped();

        Assert.Contains("the agent ended with exit code 3.\n", text, StringComparison.Ordinal);
        Assert.Contains("To try it again, as a new Task: kubectl kubetask retry three\n", text, StringComparison.Ordinal);
        Assert.Contains("\nEvents\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CronTask_is_described_by_its_next_due_time()
    {
        using Space space = await Space.CreateAsync(cluster, "describe-cron");
        await space.CronTaskAsync("yearly");

        string text = (await space.RunAsync("describe", "crontask/yearly")).Piped();

        Assert.Contains("  Schedule          0 2 1 1 * (UTC)\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_does_not_exist_is_an_error_that_says_where_it_was_looked_for()
    {
        using Space space = await Space.CreateAsync(cluster, "describe-none");

        string error = (await space.RunAsync("describe", "nobody")).Failed(ExitCodes.Error);

        Assert.Equal(
            "Task nobody doesn't exist in namespace describe-none; \"kubectl kubetask list tasks -A\" shows those of all namespaces",
            error
        );
    }
}
