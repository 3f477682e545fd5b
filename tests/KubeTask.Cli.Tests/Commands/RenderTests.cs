using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class RenderTests(ClusterFixture cluster)
{
    private const string Manifest =
        "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: new}, spec: {description: Hi, contexts: [{name: note}]}}";

    [Fact]
    public async Task A_Task_that_does_not_exist_is_rendered_as_the_functions_then_create_it()
    {
        using Space space = await Space.CreateAsync(cluster, "render", "true");
        await CreateNoteAsync(space);

        var rendered = (JsonObject)JsonNode.Parse((await space.FeedAsync(Manifest, "render", "-f", "-", "-o", "json")).Piped())!;

        Assert.Null(await space.FindAsync(Kind.Task, "new"));
        (await space.FeedAsync(Manifest, "run", "-f", "-")).Succeeded();
        await space.PhaseAsync("new", "Completed");
        JsonObject configMap = (await space.FindAsync(new Kind("ConfigMap", "", "v1", "configmaps"), "new-context"))!;
        JsonObject job = (await space.FindAsync(new Kind("Job", "batch", "v1", "jobs"), "new-job"))!;
        var items = (JsonArray)rendered["items"]!;
        Assert.Equal(configMap["data"]!.ToJsonString(), items[0]!["data"]!.ToJsonString());
        Assert.Equal("new-job", (string?)items[1]!["metadata"]!["name"]);
        Assert.Equal(
            job["spec"]!["template"]!["spec"]!["volumes"]![1]!["configMap"]!["items"]!.ToJsonString(),
            items[1]!["spec"]!["template"]!["spec"]!["volumes"]![1]!["configMap"]!["items"]!.ToJsonString()
        );
        Assert.Equal("configmap/new-context\njob.batch/new-job\n", (await space.RunAsync("render", "new", "-o", "name")).Piped());
    }

    [Fact]
    public async Task YAML_in_a_terminal_can_be_applied_as_it_is()
    {
        using Space space = await Space.CreateAsync(cluster, "render-yaml", "true");
        await CreateNoteAsync(space);
        await space.TaskAsync("here", "{description: Hi}");

        string shown = (await space.ShowAsync(80, "render", "here")).Piped();

        Assert.StartsWith("apiVersion: v1\n", shown, StringComparison.Ordinal);
        Assert.Contains("\n---\napiVersion: batch/v1\nkind: Job\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_that_fetches_Git_Contexts_is_that_of_the_installed_functions()
    {
        using Space space = await Space.CreateAsync(cluster, "render-git", "true");
        await space.CreateAsync(
            Kind.Context,
            "note",
            new JsonObject
            {
                ["type"] = "Git",
                ["git"] = new JsonObject { ["repository"] = "https://example.com/r" },
            }
        );
        await space.CreateAsync(
            Kind.Deployment,
            "kubetask-functions",
            (JsonObject)
                JsonNode.Parse(
                    """
                    {"replicas": 0, "selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}},
                     "spec": {"containers": [{"name": "functions", "image": "i",
                       "env": [{"name": "KUBETASK_INIT_IMAGE", "value": "registry.example.com/kubetask-init:v1"}]}]}}}
                    """
                )!
        );

        CliResult result = await space.FeedAsync(Manifest, "render", "-f", "-", "-o", "json", "--release-namespace", space.Name);

        JsonNode job = JsonNode.Parse(result.Piped())!["items"]!.AsArray().Single(o => (string?)o!["kind"] == "Job")!;
        JsonNode init = Assert.Single(job["spec"]!["template"]!["spec"]!["initContainers"]!.AsArray())!;
        Assert.Equal("registry.example.com/kubetask-init:v1", (string?)init["image"]);
    }

    [Fact]
    public async Task What_is_missing_is_said_as_the_status_would_say_it()
    {
        using Space space = await Space.CreateAsync(cluster, "render-missing", "true");

        Assert.StartsWith(
            "the Task would wait (ContextNotFound): Context render-missing/note is missing",
            (await space.FeedAsync(Manifest, "render", "-f", "-")).Failed(ExitCodes.Error),
            StringComparison.Ordinal
        );
        Assert.Equal("write either the NAME of a Task or -f with its manifest", (await space.RunAsync("render")).Failed(ExitCodes.Usage));
    }

    private static Task CreateNoteAsync(Space space) =>
        space.CreateAsync(
            Kind.Context,
            "note",
            new JsonObject
            {
                ["type"] = "Inline",
                ["inline"] = new JsonObject { ["content"] = "Remember this." },
            }
        );
}
