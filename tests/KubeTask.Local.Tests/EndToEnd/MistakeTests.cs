namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>Likely mistakes, seen with kubectl: each is refused or reported, with what to write instead.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class MistakeTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Hazard_53_a_stop_that_is_not_understood_is_reported_once_and_its_correction_stops_the_Task()
    {
        string seconds = Space.Seconds();
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "stop-yes", $"echo awake; sleep {seconds}");
        await space.ApplyAsync(Space.Task("long"));
        await space.LogAsync("long", "awake");

        await space.RunAsync("annotate", "task/long", "kubetask.io/stop=yes");

        await space.RunAsync("wait", "--for=condition=Stopped=False", "--timeout=90s", "task/long");
        await Eventually.ThatAsync(async () => await EventsAsync(space) == "1 ", "one Event says that the value isn't understood");
        Assert.Contains(
            "annotation kubetask.io/stop is \"yes\"",
            await space.FieldAsync("events", ".items[?(@.reason==\"InvalidStop\")].message"),
            StringComparison.Ordinal
        );
        Assert.Equal("Running", await space.FieldAsync("task/long", ".status.phase"));

        await space.RunAsync("annotate", "--overwrite", "task/long", "kubetask.io/stop=True");

        await space.PhaseAsync("Completed", "long");
        Assert.Equal("UserStopped", await space.FieldAsync("task/long", ".status.conditions[?(@.type==\"Stopped\")].reason"));
        Assert.Equal("1 ", await EventsAsync(space));
        Assert.Empty(MachineProcesses.WithCommand(seconds));
    }

    [Fact]
    public async Task Hazard_55_a_whole_Secret_never_replaces_the_variables_of_KubeTask()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "stolen-names");
        await space.RunAsync(
            "create",
            "secret",
            "generic",
            "odd",
            "--from-literal=TASK_NAME=stolen",
            "--from-literal=TASK_NAMESPACE=stolen",
            "--from-literal=WORKSPACE_DIR=/nowhere",
            "--from-literal=GOOD=good"
        );
        await space.ApplyAsync(
            Space
                .Agent("default", "echo $TASK_NAME $TASK_NAMESPACE $GOOD; test $WORKSPACE_DIR != /nowhere")
                .Replace("spec:", "spec:\n  credentials: [{name: all, secretRef: {name: odd}}]", StringComparison.Ordinal)
                + Space.Task("mine")
        );

        await space.PhaseAsync("Completed", "mine");

        Assert.Equal("mine stolen-names good\n", await space.RunAsync("logs", "job/mine-job"));
    }

    private static Task<string> EventsAsync(Space space) =>
        space.RunAsync("get", "events", "-o", "jsonpath={range .items[?(@.reason==\"InvalidStop\")]}{.count} {end}");
}
