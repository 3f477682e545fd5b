using KubeTask.Local.Cluster;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>Nothing that was started is left running.</summary>
[CollectionDefinition(nameof(ProcessTests))]
[Collection(nameof(ProcessTests))]
public sealed class ProcessTests
{
    private static readonly TimeSpan s_endWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Disposing_of_a_cluster_ends_its_scaler_its_functions_and_its_agents()
    {
        using var state = new StateFolder();
        string seconds = Space.Seconds();
        await using LocalCluster cluster = await ClusterFixture.StartAsync(state, cooldown: TimeSpan.FromMinutes(5));
        await RunAgentAsync(cluster.Kubeconfig, seconds);
        Assert.Single(MachineProcesses.WithEnvironment(Path.Combine(state.Path, "scaler.kubeconfig")));
        Assert.NotEmpty(MachineProcesses.WithEnvironment(Path.Combine(state.Path, "functions.kubeconfig")));

        await cluster.DisposeAsync();

        Assert.Empty(MachineProcesses.WithEnvironment(state.Path));
        Assert.Empty(MachineProcesses.WithCommand(seconds));
    }

    [Fact]
    public async Task The_demo_shows_a_Task_to_its_end_and_leaves_nothing_running()
    {
        await using var demo = new LocalProgram("demo");

        int code = await demo.ExitAsync(TimeSpan.FromMinutes(3));

        Assert.True(code == 0, demo.Output);
        Assert.Empty(demo.Processes);
        foreach (
            string words in (string[])
                [
                    "functions 0 → 1",
                    "functions 1 → 0",
                    "0 processes",
                    "Running → Completed",
                    "Update dependencies to latest versions.",
                    "<context name=\"coding-standards\"",
                    "--- /workspace/guide.md ---",
                ]
        )
        {
            Assert.Contains(words, demo.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(MachineProcesses.Interrupt, 0)]
    [InlineData(MachineProcesses.Terminate, 0)]
    [InlineData(MachineProcesses.Kill, 128 + MachineProcesses.Kill)]
    public async Task A_signal_in_the_middle_of_a_Task_ends_everything(int signal, int exitCode)
    {
        // A node that is killed can end nothing any more: bubblewrap ends with it, a plain process's children don't.
        if (signal == MachineProcesses.Kill)
            await Node.LocalCluster.RequireBubblewrapAsync();
        string seconds = Space.Seconds();
        await using var run = new LocalProgram("run");
        await Eventually.That(() => run.Lines.Any(l => l.StartsWith("KubeTask is up", StringComparison.Ordinal)), "KubeTask is up");
        await RunAgentAsync(run.Kubeconfig, seconds);
        Assert.True(run.Processes.Count >= 3, "it, the scaler and a function");

        MachineProcesses.Send(run.Id, signal);

        Assert.Equal(exitCode, await run.ExitAsync(s_endWithin));
        await Eventually.That(
            () => run.Processes.Count == 0 && MachineProcesses.WithCommand(seconds).Count == 0,
            "the end of all that it started",
            s_endWithin
        );
    }

    /// <summary>Starts a Task whose agent sleeps, and waits until it does.</summary>
    private static async Task RunAgentAsync(string kubeconfig, string seconds)
    {
        using Space space = await Space.CreateAsync(kubeconfig, "asleep", $"echo awake; sleep {seconds}; exit 0");
        await space.ApplyAsync(Space.Task("asleep"));
        await space.PhaseAsync("Running", "asleep");
        await space.LogAsync("asleep", "awake");
        Assert.NotEmpty(MachineProcesses.WithCommand(seconds));
    }
}
