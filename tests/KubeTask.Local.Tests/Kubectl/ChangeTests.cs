namespace KubeTask.Local.Tests.Kubectl;

public sealed class ChangeTests(ServerFixture server) : KubectlTests(server)
{
    [Fact]
    public async Task Kubectl_apply_creates_then_changes_then_leaves_unchanged()
    {
        Assert.Equal("task.kubetask.io/a created\n", (await FeedAsync(Task("a"), "apply")).Succeeded());
        Assert.Equal("task.kubetask.io/a unchanged\n", (await FeedAsync(Task("a"), "apply")).Succeeded());
        Assert.Equal("task.kubetask.io/a configured\n", (await FeedAsync(Task("a", "description: New"), "apply")).Succeeded());
        Assert.Equal("New", (await RunAsync("get", "task", "a", "-o", "jsonpath={.spec.description}")).Succeeded());
    }

    [Fact]
    public async Task Kubectl_apply_removes_fields_that_left_the_manifest()
    {
        await ApplyAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: '1', b: '2'}\n");
        await ApplyAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {b: '3'}\n");

        Assert.Equal("""{"b":"3"}""", (await RunAsync("get", "cm", "m", "-o", "jsonpath={.data}")).Succeeded());
    }

    [Fact]
    public async Task A_server_side_dry_run_changes_nothing()
    {
        Assert.Equal(
            "task.kubetask.io/a created (server dry run)\n",
            (await FeedAsync(Task("a"), "apply", "--dry-run=server")).Succeeded()
        );
        Assert.Contains("NotFound", (await RunAsync("get", "task", "a")).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_create_refuses_existing_names_and_generates_new_ones()
    {
        Assert.Equal("task.kubetask.io/a created\n", (await FeedAsync(Task("a"), "create")).Succeeded());
        Assert.Equal(
            "Error from server (AlreadyExists): error when creating \"STDIN\": tasks.kubetask.io \"a\" already exists",
            (await FeedAsync(Task("a"), "create")).Failed()
        );
        const string Unnamed = "apiVersion: kubetask.io/v1alpha1\nkind: Task\nmetadata: {generateName: made-}\nspec: {description: a}\n";
        Assert.Matches("^task.kubetask.io/made-[a-z0-9]{5} created\n$", (await FeedAsync(Unnamed, "create")).Succeeded());
    }

    [Fact]
    public async Task A_Task_with_a_finalizer_is_deleted_once_its_list_of_finalizers_is_empty()
    {
        await ApplyAsync(Task("a").Replace("{name: a}", "{name: a, finalizers: [example.com/archive]}", StringComparison.Ordinal));
        (await RunAsync("delete", "task", "a", "--wait=false")).Succeeded();
        Assert.Matches("^20", (await RunAsync("get", "task", "a", "-o", "jsonpath={.metadata.deletionTimestamp}")).Succeeded());

        // It can still change: a controller reports its end.
        await SetStatusAsync("a", """{"phase":"Completed"}""");
        Assert.Equal("Completed", (await RunAsync("get", "task", "a", "-o", "jsonpath={.status.phase}")).Succeeded());
        (await RunAsync("patch", "task", "a", "--type=json", "-p", """[{"op":"remove","path":"/metadata/finalizers"}]""")).Succeeded();

        Assert.Contains("NotFound", (await RunAsync("get", "task", "a")).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_patch_works_with_all_three_patch_types()
    {
        await ApplyAsync(Task("a"));
        await ApplyAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: '1'}\n");

        Assert.Equal(
            "task.kubetask.io/a patched\n",
            (await RunAsync("patch", "task", "a", "--type=merge", "-p", """{"spec":{"agentRef":"claude"}}""")).Succeeded()
        );
        Assert.Equal(
            "task.kubetask.io/a patched\n",
            (
                await RunAsync("patch", "task", "a", "--type=json", "-p", """[{"op":"replace","path":"/spec/description","value":"New"}]""")
            ).Succeeded()
        );
        Assert.Equal("configmap/m patched\n", (await RunAsync("patch", "cm", "m", "-p", """{"data":{"b":"2"}}""")).Succeeded());

        Assert.Equal("claude New", (await RunAsync("get", "task", "a", "-o", "jsonpath={.spec.agentRef} {.spec.description}")).Succeeded());
        Assert.Equal("1 2", (await RunAsync("get", "cm", "m", "-o", "jsonpath={.data.a} {.data.b}")).Succeeded());
    }

    [Fact]
    public async Task Kubectl_adds_and_removes_annotations_and_labels()
    {
        await ApplyAsync(Task("a"));

        Assert.Equal("task.kubetask.io/a annotated\n", (await RunAsync("annotate", "task", "a", "kubetask.io/stop=true")).Succeeded());
        Assert.Equal("task.kubetask.io/a labeled\n", (await RunAsync("label", "task", "a", "team=red")).Succeeded());
        Assert.Equal(
            "true red",
            (
                await RunAsync("get", "task", "a", "-o", @"jsonpath={.metadata.annotations.kubetask\.io/stop} {.metadata.labels.team}")
            ).Succeeded()
        );
        Assert.Contains("already has a value", (await RunAsync("label", "task", "a", "team=blue")).Failed(), StringComparison.Ordinal);
        (await RunAsync("label", "task", "a", "team=blue", "--overwrite")).Succeeded();
        Assert.Equal("task.kubetask.io/a unlabeled\n", (await RunAsync("label", "task", "a", "team-")).Succeeded());
    }

    [Theory]
    [InlineData("foreground")]
    [InlineData("background")]
    public async Task Kubectl_delete_also_deletes_what_the_object_owns(string cascade)
    {
        await ApplyAsync(Task("a"));
        string uid = (await RunAsync("get", "task", "a", "-o", "jsonpath={.metadata.uid}")).Succeeded();
        await ApplyAsync(
            $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m, ownerReferences: [{{apiVersion: "
                + $"kubetask.io/v1alpha1, kind: Task, name: a, uid: {uid}, blockOwnerDeletion: true}}]}}\n"
        );

        string deleted = (await RunAsync("delete", "task", "a", $"--cascade={cascade}")).Succeeded();

        Assert.StartsWith("task.kubetask.io \"a\" deleted", deleted, StringComparison.Ordinal);
        (await RunAsync("wait", "--for=delete", "configmap/m", "--timeout=10s")).Succeeded();
        Assert.Contains("NotFound", (await RunAsync("get", "task", "a")).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_delete_with_orphans_keeps_what_the_object_owned()
    {
        await ApplyAsync(Task("a"));
        string uid = (await RunAsync("get", "task", "a", "-o", "jsonpath={.metadata.uid}")).Succeeded();
        await ApplyAsync(
            $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m, ownerReferences: [{{apiVersion: "
                + $"kubetask.io/v1alpha1, kind: Task, name: a, uid: {uid}}}]}}\n"
        );

        (await RunAsync("delete", "task", "a", "--cascade=orphan")).Succeeded();

        Assert.Equal("m", (await RunAsync("get", "cm", "m", "-o", "jsonpath={.metadata.name}{.metadata.ownerReferences}")).Succeeded());
    }

    [Fact]
    public async Task Kubectl_deletes_by_label_and_all_of_a_kind()
    {
        await ApplyAsync(Task("a", labels: "{team: red}") + "---\n" + Task("b") + "---\n" + Task("c"));

        Assert.StartsWith(
            "task.kubetask.io \"a\" deleted",
            (await RunAsync("delete", "tasks", "-l", "team=red")).Succeeded(),
            StringComparison.Ordinal
        );
        Assert.Equal(2, Rows((await RunAsync("delete", "tasks", "--all")).Succeeded()).Count);
    }

    [Fact]
    public async Task Kubectl_replaces_makes_secrets_and_applies_many_objects()
    {
        await ApplyAsync(
            Task("a")
                + "---\napiVersion: kubetask.io/v1alpha1\nkind: Agent\nmetadata: {name: default}\nspec: {agentImage: "
                + "echo, serviceAccountName: agent}\n"
        );
        Assert.Equal("task.kubetask.io/a replaced\n", (await FeedAsync(Task("a", "description: Replaced"), "replace")).Succeeded());
        Assert.Equal("secret/s created\n", (await RunAsync("create", "secret", "generic", "s", "--from-literal=token=x")).Succeeded());
        Assert.Equal("eA==", (await RunAsync("get", "secret", "s", "-o", "jsonpath={.data.token}")).Succeeded());
    }
}
