using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class ListTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_pipe_gets_a_plain_table_and_a_terminal_gets_colors_and_lines_that_fit()
    {
        using Space space = await Space.CreateAsync(cluster, "list-table", "exit 3");
        await space.TaskAsync("three");
        await space.PhaseAsync("three", "Failed");

        string[] piped = (await space.RunAsync("list")).Piped().Split('\n');
        string shown = (await space.ShowAsync(70, "list")).Shown();

        Assert.Equal("NAME    PHASE    QUEUE   AGENT     TOKENS   COST   AGE   MESSAGE", string.Join(' ', piped[0].TrimEnd()));
        Assert.Matches(@"^three   Failed   -       default   -        -      \d+s +the agent ended with exit code 3$", piped[1]);
        Assert.Contains("\e[31mFailed", shown, StringComparison.Ordinal);
        Assert.Contains("…", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_position_is_shown_and_phases_select()
    {
        using Space space = await Space.CreateAsync(cluster, "list-queue", "sleep 60", limit: 1);
        await space.TaskAsync("first");
        await space.PhaseAsync("first", "Running");
        await space.TaskAsync("second");
        await space.PhaseAsync("second", "Queued");

        string[] queued = (await space.RunAsync("list", "--phase", "queued")).Piped().TrimEnd().Split('\n');

        Assert.Equal(2, queued.Length);
        Assert.Matches("^second   Queued   1 ", queued[1]);
        Assert.Equal("task.kubetask.io/second\n", (await space.RunAsync("list", "--phase", "Queued", "-o", "name")).Piped());
        await space.RunAsync("stop", "first", "second");
    }

    [Fact]
    public async Task Programs_get_whole_objects_as_JSON_and_YAML()
    {
        using Space space = await Space.CreateAsync(cluster, "list-formats");
        await space.TaskAsync("early", "{description: Hi, agentRef: nobody}");

        var json = (JsonObject)JsonNode.Parse((await space.RunAsync("list", "-o", "json")).Piped())!;
        string yaml = (await space.RunAsync("list", "-o", "yaml")).Piped();

        Assert.Equal("List", (string?)json["kind"]);
        Assert.Equal("nobody", (string?)json["items"]![0]!["spec"]!["agentRef"]);
        Assert.Contains("    agentRef: nobody\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_is_listed_and_an_empty_list_says_so_beside_the_output()
    {
        using Space space = await Space.CreateAsync(cluster, "list-kinds", "true", limit: 2);
        await space.CronTaskAsync("yearly");
        await space.CreateAsync(
            Kind.Context,
            "note",
            new JsonObject
            {
                ["type"] = "Inline",
                ["inline"] = new JsonObject { ["content"] = "x" },
            }
        );

        Assert.Matches("yearly +0 2 1 1 \\* +UTC +false", (await space.RunAsync("list", "crontasks")).Piped());
        Assert.Matches("default +[-0] +[-0] +2 +\\d+s +busybox", (await space.RunAsync("list", "agents")).Piped());
        Assert.Matches("note +Inline", (await space.RunAsync("list", "ktx")).Piped());
        CliResult none = await space.RunAsync("list");
        Assert.Equal("", none.Piped());
        Assert.Equal("There are no Tasks in namespace list-kinds.\n", none.Error);
    }

    [Theory]
    [InlineData("--phase: \"done\" is not a phase; write one of Pending, Queued, Running, Completed, Failed", "--phase", "done")]
    [InlineData("KIND: \"pods\" is not a kind of KubeTask; write tasks, crontasks, agents, contexts or kubetaskconfigs", "pods")]
    [InlineData("--output: \"xml\" is not a format; write wide, json, yaml or name", "-o", "xml")]
    public async Task A_mistake_is_named_with_what_to_write(string error, params string[] arguments)
    {
        using var process = CliProcess.Pipe(cluster.Kubeconfig, ["list", .. arguments]);

        Assert.Equal(error, (await process.EndAsync()).Failed(ExitCodes.Usage));
    }
}
