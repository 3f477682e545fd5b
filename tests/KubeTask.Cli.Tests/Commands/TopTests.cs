namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class TopTests(ClusterFixture cluster)
{
    [Fact]
    public async Task In_a_terminal_the_table_changes_with_the_Tasks_until_Ctrl_C()
    {
        using Space space = await Space.CreateAsync(cluster, "top-live", "sleep 60", limit: 1);
        using CliProcess process = space.StartInTerminal(100, "top");
        await process.ShowsAsync("0 Tasks: 0 Running");

        await space.TaskAsync("first");
        await process.ShowsAsync("1 Task: 1 Running");
        await space.TaskAsync("second");
        await process.ShowsAsync("2 Tasks: 1 Running, 1 Queued");
        // Ctrl-C discards what the terminal hasn't shown yet.
        await process.ShowsAsync("\e[33mQueued");
        await process.WriteAsync(CliProcess.Interrupt, close: false);

        // What was hidden is shown again.
        Assert.EndsWith("\e[?25h", (await process.EndAsync()).Shown(), StringComparison.Ordinal);
        await space.RunAsync("stop", "first", "second");
    }

    [Fact]
    public async Task A_pipe_gets_the_table_once()
    {
        using Space space = await Space.CreateAsync(cluster, "top-pipe", "exit 0");
        await space.TaskAsync("done");
        await space.PhaseAsync("done", "Completed");

        string[] lines = (await space.RunAsync("top")).Piped().TrimEnd().Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("NAME   PHASE ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("done   Completed ", lines[1], StringComparison.Ordinal);
    }
}
