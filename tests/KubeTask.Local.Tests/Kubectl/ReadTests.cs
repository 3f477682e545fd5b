namespace KubeTask.Local.Tests.Kubectl;

public sealed class ReadTests(ServerFixture server) : KubectlTests(server)
{
    [Fact]
    public async Task Kubectl_describe_shows_fields_and_events()
    {
        await ApplyAsync(Task("a"));
        await ApplyAsync(EventOf("a", (await RunAsync("get", "task", "a", "-o", "jsonpath={.metadata.uid}")).Succeeded()));

        string text = (await RunAsync("describe", "task", "a")).Succeeded();

        Assert.Matches(@"Name:\s+a\n", text);
        Assert.Matches(@"Description:\s+Say hello\n", text);
        Assert.Matches(@"Normal\s+Started\s+.*kubetask\s+The Job was made", text);
    }

    [Theory]
    [InlineData("configmap/m", @"a:\n----\nb\n")]
    [InlineData("job/j", @"Pods Statuses:\s+\d+ Active")]
    [InlineData("secret/s", @"token:\s+1 bytes?")]
    public async Task Kubectl_describe_knows_the_built_in_kinds(string name, string expected)
    {
        (await RunAsync("create", "configmap", "m", "--from-literal=a=b")).Succeeded();
        (await RunAsync("create", "job", "j", "--image=echo")).Succeeded();
        (await RunAsync("create", "secret", "generic", "s", "--from-literal=token=x")).Succeeded();

        Assert.Matches(expected, (await RunAsync("describe", name)).Succeeded());
    }

    [Fact]
    public async Task Kubectl_events_lists_those_of_one_object_and_of_all()
    {
        await ApplyAsync(Task("a"));
        await ApplyAsync(EventOf("a") + "---\n" + EventOf("b"));

        Assert.Equal(
            ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"],
            Rows((await RunAsync("events", "--for", "task/a")).Succeeded())[0]
        );
        Assert.Equal(2, Rows((await RunAsync("events", "--for", "task/a")).Succeeded()).Count);
        Assert.Equal(3, Rows((await RunAsync("get", "events")).Succeeded()).Count);
    }

    [Fact]
    public async Task Kubectl_wait_ends_when_a_condition_holds()
    {
        await ApplyAsync(Task("a"));
        Task<KubectlResult> wait = RunAsync("wait", "--for=condition=Complete", "task/a", "--timeout=20s");
        await SetStatusAsync(
            "a",
            """{"phase":"Completed","conditions":["""
                + """{"type":"Complete","status":"True","reason":"JobCompleted","message":"Done", """
                + """ "lastTransitionTime":"2030-01-02T03:04:05Z"}]}"""
        );

        Assert.Equal("task.kubetask.io/a condition met\n", (await wait).Succeeded());
    }

    [Fact]
    public async Task Kubectl_wait_ends_when_a_field_has_its_value()
    {
        await ApplyAsync(Task("a"));
        Task<KubectlResult> wait = RunAsync("wait", "--for=jsonpath={.status.phase}=Running", "task/a", "--timeout=20s");
        await SetStatusAsync("a", """{"phase":"Running"}""");

        Assert.Equal("task.kubetask.io/a condition met\n", (await wait).Succeeded());
    }

    [Fact]
    public async Task Kubectl_wait_ends_when_an_object_is_gone()
    {
        await ApplyAsync(Task("a"));
        Task<KubectlResult> wait = RunAsync("wait", "--for=delete", "task/a", "--timeout=20s");
        (await RunAsync("delete", "task", "a", "--wait=false")).Succeeded();

        (await wait).Succeeded();
    }

    [Fact]
    public async Task Kubectl_wait_gives_up_at_its_timeout()
    {
        await ApplyAsync(Task("a"));

        Assert.Equal(
            "error: timed out waiting for the condition on tasks/a",
            (await RunAsync("wait", "--for=condition=Complete", "task/a", "--timeout=1s")).Failed()
        );
    }

    [Fact]
    public async Task Kubectl_explain_shows_a_field_with_its_type_and_description()
    {
        string field = (await RunAsync("explain", "task.spec.agentRef")).Succeeded();
        Assert.Matches(@"FIELD:\s+agentRef <string>", field);
        Assert.Contains("The Agent that runs the Task, in the Task's namespace.", field, StringComparison.Ordinal);

        string kind = (await RunAsync("explain", "agents", "--recursive")).Succeeded();
        Assert.Matches(@"serviceAccountName\s+<string> -required-", kind);
        Assert.Matches(@"KIND:\s+ConfigMap", (await RunAsync("explain", "configmap.data")).Succeeded());
    }

    [Fact]
    public async Task Kubectl_api_resources_lists_the_five_kinds()
    {
        IReadOnlyList<string[]> rows = Rows((await RunAsync("api-resources", "--api-group=kubetask.io", "--no-headers")).Succeeded());

        Assert.Equal(["Agent", "Context", "CronTask", "KubeTaskConfig", "Task"], rows.Select(r => r[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Kubectl_api_versions_and_version_work()
    {
        Assert.Contains("kubetask.io/v1alpha1", (await RunAsync("api-versions")).Succeeded().Split('\n'));
        string version = (await RunAsync("version")).Succeeded();
        Assert.Matches(@"Server Version: v1\.\d+", version);
    }

    [Fact]
    public async Task The_administrator_may_do_everything_and_a_ServiceAccount_nothing()
    {
        Assert.Equal("yes\n", (await RunAsync("auth", "can-i", "create", "tasks")).Succeeded());
        Assert.Equal(
            "no\n",
            (await RunAsync("auth", "can-i", "create", "tasks", $"--as=system:serviceaccount:{Namespace}:default")).Output
        );
        string rules = (await RunAsync("auth", "can-i", "--list")).Succeeded();
        Assert.StartsWith("Resources", rules, StringComparison.Ordinal);
        Assert.Contains("*.*", rules, StringComparison.Ordinal);
    }

    private string EventOf(string task, string uid = "") =>
        $$"""
            apiVersion: v1
            kind: Event
            metadata: {name: {{task}}.1}
            involvedObject: {apiVersion: kubetask.io/v1alpha1, kind: Task, name: {{task}}, namespace: {{Namespace}}, uid: "{{uid}}" }
            type: Normal
            reason: Started
            message: The Job was made
            source: {component: kubetask}
            count: 1
            firstTimestamp: "2024-01-02T03:04:05Z"
            lastTimestamp: "2024-01-02T03:04:05Z"

            """;
}
