using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class RunTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Watched_through_a_pipe_the_output_is_the_log_and_the_exit_code_is_the_agents()
    {
        using Space space = await Space.CreateAsync(cluster, "run-watch", "cat \"$WORKSPACE_DIR/task.md\"; exit 7");

        CliResult result = await space.RunAsync("run", "Say hello", "--watch", "--name", "hello");

        Assert.Equal(7, result.Code);
        Assert.Equal("Say hello\n", result.Output);
        string[] notes = result.Error.TrimEnd().Split('\n');
        Assert.Equal("task.kubetask.io/hello created", notes[0]);
        Assert.Matches(@"^Failed after \d+s: the agent ended with exit code 7$", notes[^1]);
    }

    [Fact]
    public async Task Watched_in_a_terminal_phases_and_log_appear_in_their_order()
    {
        using Space space = await Space.CreateAsync(cluster, "run-terminal", "echo from the agent");

        string shown = (await space.ShowAsync(100, "run", "Say hello", "-w")).Shown();

        int created = shown.IndexOf(" created", StringComparison.Ordinal);
        int log = shown.IndexOf("from the agent", StringComparison.Ordinal);
        int end = shown.IndexOf("Completed after", StringComparison.Ordinal);
        Assert.True(created >= 0 && created < log && log < end, shown);
    }

    [Fact]
    public async Task A_manifest_and_options_make_one_Task()
    {
        using Space space = await Space.CreateAsync(cluster, "run-manifest");

        CliResult result = await space.FeedAsync(
            "description: Hi\ncontexts: [{name: a}]\n",
            ["run", "-f", "-", "--name", "mixed", "--agent", "x", "--context", "other/b=docs/b.md", "-l", "team=t", "-o", "json"]
        );

        var task = (JsonObject)JsonNode.Parse(result.Piped())!;
        Assert.Equal("mixed", (string?)task["metadata"]!["name"]);
        Assert.Equal("t", (string?)task["metadata"]!["labels"]!["team"]);
        Assert.Equal("Hi", (string?)task["spec"]!["description"]);
        Assert.Equal("x", (string?)task["spec"]!["agentRef"]);
        Assert.Equal(
            """[{"name":"a"},{"name":"b","namespace":"other","mountPath":"docs/b.md"}]""",
            task["spec"]!["contexts"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task The_description_comes_from_a_pipe_and_a_name_is_generated()
    {
        using Space space = await Space.CreateAsync(cluster, "run-stdin");

        string name = (await space.FeedAsync("Two\nlines\n", "run", "-", "-o", "name")).Piped().Trim();

        Assert.StartsWith("task.kubetask.io/task-", name, StringComparison.Ordinal);
        JsonObject task = (await space.FindAsync(Kind.Task, name.Split('/')[1]))!;
        Assert.Equal("Two\nlines\n", (string?)task["spec"]!["description"]);
    }

    [Fact]
    public async Task Interrupted_it_leaves_the_Task_running_and_says_how_to_go_on()
    {
        using Space space = await Space.CreateAsync(cluster, "run-interrupt", "echo begun; sleep 60");
        using CliProcess process = space.StartInTerminal(120, "run", "Work", "--watch", "--name", "long");
        await process.ShowsAsync("begun");

        await process.WriteAsync(CliProcess.Interrupt, close: false);

        CliResult result = await process.EndAsync();
        Assert.Equal(ExitCodes.Interrupted, result.Code);
        Assert.Contains(
            "Task long goes on. To follow it: kubectl kubetask logs -n run-interrupt -f long",
            result.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("Running", (string?)(await space.FindAsync(Kind.Task, "long"))!["status"]!["phase"]);
        await space.RunAsync("stop", "long");
    }

    [Fact]
    public async Task Interrupted_with_stop_on_interrupt_it_stops_the_Task()
    {
        using Space space = await Space.CreateAsync(cluster, "run-stop", "echo begun; sleep 60");
        using CliProcess process = space.StartInTerminal(120, "run", "Work", "--watch", "--stop-on-interrupt", "--name", "long");
        await process.ShowsAsync("begun");

        await process.WriteAsync(CliProcess.Interrupt, close: false);

        Assert.Equal(ExitCodes.Interrupted, (await process.EndAsync()).Code);
        await space.PhaseAsync("long", "Completed");
    }

    [Fact]
    public async Task A_stopped_Task_has_no_exit_code_of_an_agent()
    {
        using Space space = await Space.CreateAsync(cluster, "run-stopped");
        using CliProcess process = space.Start("run", "Work", "--watch", "--name", "never", "--agent", "nobody");
        await Eventually.ThatAsync(async () => await space.FindAsync(Kind.Task, "never") is not null, "the Task");

        (await space.RunAsync("stop", "never")).Succeeded();

        Assert.Equal(ExitCodes.NoAgentExit, (await process.EndAsync()).Code);
    }

    [Theory]
    [InlineData("descripton: Hi", "-f: descripton: there is no such field; write a whole Task, or the fields")]
    [InlineData("kind: Pod\napiVersion: kubetask.io/v1alpha1", "-f: kind is Pod; write Task, or use kubectl create for other kinds")]
    [InlineData("", "-f: there is no Task; write one, or a description as the argument instead of -f")]
    [InlineData("a: [", "-f: the standard input can't be read: yaml: line")]
    public async Task A_manifest_that_is_no_Task_is_refused_before_anything_is_created(string manifest, string error)
    {
        using var process = CliProcess.Pipe(cluster.Kubeconfig, "run", "-f", "-");
        await process.WriteAsync(manifest, close: true);

        Assert.StartsWith(error, (await process.EndAsync()).Failed(ExitCodes.Usage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_field_of_a_whole_Task_is_refused_by_the_API_server()
    {
        using Space space = await Space.CreateAsync(cluster, "run-strict");

        CliResult result = await space.FeedAsync(
            "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: x}, spec: {descripton: Hi}}",
            "run",
            "-f",
            "-"
        );

        Assert.Contains("unknown field \"spec.descripton\"", result.Failed(ExitCodes.Error), StringComparison.Ordinal);
    }
}
