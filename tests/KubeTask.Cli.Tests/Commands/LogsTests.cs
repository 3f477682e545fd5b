namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class LogsTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_pipe_gets_the_logs_of_all_attempts_and_the_notes_go_beside_them()
    {
        using Space space = await Space.CreateAsync(cluster, "logs-attempts", "echo \"I am $TASK_NAME\"; exit 1");
        await space.TaskAsync("twice", "{description: Hi, retry: {limit: 1, backoffSeconds: 0}}");
        await space.PhaseAsync("twice", "Failed");

        CliResult all = await space.RunAsync("logs", "twice");

        Assert.Equal("I am twice\nI am twice\n", all.Piped());
        Assert.Matches("^--- attempt 2: pod twice-job-2-[a-z0-9]+ ---\n$", all.Error);
        Assert.Equal("I am twice\n", (await space.RunAsync("logs", "twice", "--attempt", "1")).Piped());
        Assert.Equal(
            "--attempt: Task twice has no attempt 3: there are 2, up to --attempt 2",
            (await space.RunAsync("logs", "twice", "--attempt", "3")).Failed(ExitCodes.Error)
        );
    }

    [Fact]
    public async Task Followed_it_begins_before_the_agent_and_ends_with_the_Task_after_all_attempts()
    {
        using Space space = await Space.CreateAsync(cluster, "logs-follow");
        await space.TaskAsync("late", "{description: Hi, retry: {limit: 1, backoffSeconds: 0}}");
        using CliProcess process = space.Start("logs", "-f", "late");

        await space.AgentAsync("default", "echo one; sleep 1; echo two; exit 1");

        CliResult result = await process.EndAsync();
        Assert.Equal("one\ntwo\none\ntwo\n", result.Piped());
        Assert.Contains("--- attempt 2: pod", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_terminal_the_log_is_followed_as_it_is_written_and_Ctrl_C_ends_that()
    {
        using Space space = await Space.CreateAsync(cluster, "logs-terminal", "echo begun; sleep 60");
        await space.TaskAsync("long");
        using CliProcess process = space.StartInTerminal(80, "logs", "-f", "long");
        await process.ShowsAsync("begun");

        await process.WriteAsync(CliProcess.Interrupt, close: false);

        Assert.Equal(ExitCodes.Interrupted, (await process.EndAsync()).Code);
        await space.RunAsync("stop", "long");
    }

    [Fact]
    public async Task A_Task_without_a_log_says_why()
    {
        using Space space = await Space.CreateAsync(cluster, "logs-none");
        await space.TaskAsync("waits", "{description: Hi, agentRef: nobody}");

        string error = (await space.RunAsync("logs", "waits")).Failed(ExitCodes.Error);

        Assert.StartsWith("Task waits has no log yet: the Task is Pending", error, StringComparison.Ordinal);
        Assert.EndsWith("; -f waits for it", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_followed_log()
    {
        using Space space = await Space.CreateAsync(cluster, "logs-pipe", "while true; do echo line; sleep 0.2; done");
        await space.TaskAsync("endless");
        await space.PhaseAsync("endless", "Running");
        using var process = CliProcess.Shell(cluster.Kubeconfig, $"'{CliProcess.Program}' -n logs-pipe logs -f endless | head -n 1");

        Assert.Equal("line\n", (await process.EndAsync()).Piped());
        await space.RunAsync("stop", "endless");
    }

    [Fact]
    public async Task Only_the_last_lines_are_shown_if_that_is_asked_for()
    {
        using Space space = await Space.CreateAsync(cluster, "logs-tail", "echo a; echo b; echo c");
        await space.TaskAsync("abc");
        await space.PhaseAsync("abc", "Completed");

        Assert.Equal("b\nc\n", (await space.RunAsync("logs", "abc", "--tail", "2")).Piped());
        Assert.Equal(
            "--tail: \"two\" is not a whole number from 0 on; write such a number",
            (await space.RunAsync("logs", "abc", "--tail", "two")).Failed(ExitCodes.Usage)
        );
    }
}
