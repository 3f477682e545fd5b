using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.Kubectl;

public sealed class GetTests(ServerFixture server) : KubectlTests(server)
{
    [Fact]
    public async Task Kubectl_get_prints_Tasks_in_the_columns_of_their_kind()
    {
        await ApplyAsync(Task("a"));
        await SetStatusAsync("a", """{"phase":"Running","jobName":"a-job"}""");

        IReadOnlyList<string[]> rows = Rows((await RunAsync("get", "tasks")).Succeeded());

        Assert.Equal(["NAME", "PHASE", "AGENT", "JOB", "AGE"], rows[0]);
        Assert.Equal(["a", "Running", "default", "a-job"], rows[1][..4]);
        Assert.Matches(@"^\d+s$", rows[1][4]);
    }

    [Fact]
    public async Task Kubectl_get_wide_adds_the_exit_code_the_usage_and_the_message()
    {
        await ApplyAsync(Task("a"));
        await SetStatusAsync(
            "a",
            """
            {"phase":"Failed","exitCode":3,"usage":{"totalTokens":32500,"costUSD":0.0421},"message":"The agent ended with exit code 3"}
            """
        );

        IReadOnlyList<string[]> rows = Rows((await RunAsync("get", "tasks", "-o", "wide")).Succeeded());

        Assert.Equal(["NAME", "PHASE", "AGENT", "JOB", "AGE", "EXIT", "TOKENS", "COST", "MESSAGE"], rows[0]);
        Assert.Equal(["3", "32500", "0.0421", "The agent ended with exit code 3"], rows[1][^4..]);
    }

    [Fact]
    public async Task Kubectl_get_prints_JSON_YAML_names_and_single_fields()
    {
        await ApplyAsync(Task("a"));

        var json = JsonNode.Parse((await RunAsync("get", "task", "a", "-o", "json")).Succeeded());
        Assert.Equal("Say hello", json!["spec"]!["description"]!.ToString());
        Assert.Contains("description: Say hello", (await RunAsync("get", "task/a", "-o", "yaml")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal("task.kubetask.io/a", (await RunAsync("get", "tasks", "-o", "name")).Succeeded().Trim());
        Assert.Equal("default", (await RunAsync("get", "task", "a", "-o", "jsonpath={.spec.agentRef}")).Succeeded());
    }

    [Fact]
    public async Task Short_names_and_the_category_find_Tasks()
    {
        await ApplyAsync(Task("a"));

        Assert.Equal("a", Rows((await RunAsync("get", "kt", "--no-headers")).Succeeded())[0][0]);
        Assert.Contains("task.kubetask.io/a", (await RunAsync("get", "kubetask", "-o", "name")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_get_selects_by_labels_and_fields()
    {
        await ApplyAsync(Task("a", labels: "{team: red}") + "---\n" + Task("b", labels: "{team: blue}"));

        Assert.Equal("task.kubetask.io/a", (await RunAsync("get", "tasks", "-l", "team=red", "-o", "name")).Succeeded().Trim());
        Assert.Equal("task.kubetask.io/b", (await RunAsync("get", "tasks", "-l", "team in (blue,green)", "-o", "name")).Succeeded().Trim());
        Assert.Equal(
            "task.kubetask.io/b",
            (await RunAsync("get", "tasks", "--field-selector", "metadata.name=b", "-o", "name")).Succeeded().Trim()
        );
        Assert.Equal(["NAME", "PHASE", "AGENT", "JOB", "AGE", "TEAM"], Rows((await RunAsync("get", "tasks", "-L", "team")).Succeeded())[0]);
    }

    [Fact]
    public async Task Kubectl_get_of_all_namespaces_has_a_namespace_column()
    {
        await ApplyAsync(Task("a"));

        IReadOnlyList<string[]> rows = Rows((await RunAsync("get", "tasks", "-A")).Succeeded());

        Assert.Equal("NAMESPACE", rows[0][0]);
        Assert.Contains(rows, r => r[0] == Namespace && r[1] == "a");
    }

    [Fact]
    public async Task Kubectl_get_watch_prints_each_phase()
    {
        await ApplyAsync(Task("a"));
        var phases = new List<string>();

        await FollowAsync(
            async line =>
            {
                string phase = Rows(line)[0][1];
                phases.Add(phase);
                switch (phase)
                {
                    case "Pending":
                        await SetStatusAsync("a", """{"phase":"Running"}""");
                        return true;
                    case "Running":
                        await SetStatusAsync("a", """{"phase":"Completed"}""");
                        return true;
                    default:
                        return phase != "Completed";
                }
            },
            "get",
            "tasks",
            "-w"
        );

        Assert.Equal(["PHASE", "Pending", "Running", "Completed"], phases);
    }

    [Fact]
    public async Task Kubectl_get_reports_that_nothing_was_found()
    {
        KubectlResult none = await RunAsync("get", "tasks");
        Assert.Equal($"No resources found in {Namespace} namespace.", none.Error.Trim());
        Assert.Equal(
            "Error from server (NotFound): tasks.kubetask.io \"nosuch\" not found",
            (await RunAsync("get", "task", "nosuch")).Failed()
        );
        Assert.StartsWith(
            "error: the server doesn't have a resource type \"nosuch\"",
            (await RunAsync("get", "nosuch")).Failed(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Kubectl_get_prints_built_in_kinds_in_their_own_columns()
    {
        (await RunAsync("create", "configmap", "m", "--from-literal=a=b")).Succeeded();
        (await RunAsync("create", "job", "j", "--image=echo")).Succeeded();

        Assert.Equal(["m", "1"], Rows((await RunAsync("get", "cm", "m", "--no-headers")).Succeeded())[0][..2]);
        Assert.Equal("NAME", Rows((await RunAsync("get", "jobs")).Succeeded())[0][0]);
        Assert.Contains("COMPLETIONS", Rows((await RunAsync("get", "jobs")).Succeeded())[0]);
        Assert.Equal(["NAME", "STATUS", "AGE"], Rows((await RunAsync("get", "namespaces")).Succeeded())[0]);
    }
}
