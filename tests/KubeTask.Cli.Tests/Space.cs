using System.Text.Json.Nodes;
using k8s;
using Kubernetes.Yaml;
using KubeTask.Cli.Clusters;
using KubeTask.Core;

namespace KubeTask.Cli.Tests;

/// <summary>A namespace of the test cluster, and the program in it.</summary>
internal sealed class Space : IDisposable
{
    private readonly string _kubeconfig;
    private readonly Cluster _cluster;

    private Space(string kubeconfig, string name)
    {
        (_kubeconfig, Name) = (kubeconfig, name);
        _cluster = new Cluster(
            new Connection(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig), name, "test", null, []),
            TimeProvider.System
        );
    }

    public string Name { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A new namespace with an Agent <c>default</c> that runs a shell's command, if there is one.</summary>
    public static async Task<Space> CreateAsync(ClusterFixture fixture, string name, string? command = null, int? limit = null)
    {
        var space = new Space(fixture.Kubeconfig, name);
        await space._cluster.CreateAsync("api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, Token);
        if (command is not null)
            await space.AgentAsync("default", command, limit);
        return space;
    }

    public Task AgentAsync(string name, string command, int? limit = null) =>
        CreateAsync(
            Kind.Agent,
            name,
            new JsonObject
            {
                ["agentImage"] = "busybox",
                ["serviceAccountName"] = "default",
                ["command"] = new JsonArray("sh", "-c", command),
                ["maxConcurrentTasks"] = limit ?? 0,
            }
        );

    public Task TaskAsync(string name, string spec = "description: Say hello") => CreateAsync(Kind.Task, name, Yaml(spec));

    public Task CronTaskAsync(string name) =>
        CreateAsync(Kind.CronTask, name, Yaml("schedule: 0 2 1 1 *\ntaskTemplate: {spec: {description: Say hello}}"));

    public async Task CreateAsync(Kind kind, string name, JsonObject spec) =>
        await _cluster.CreateAsync(
            kind.Collection(Name),
            new JsonObject
            {
                ["apiVersion"] = $"{kind.Group}/{kind.Version}",
                ["kind"] = kind.Name,
                ["metadata"] = new JsonObject { ["name"] = name },
                ["spec"] = spec,
            },
            Token
        );

    public Task<JsonObject?> FindAsync(Kind kind, string name) => _cluster.FindAsync(kind.Path(new ObjectKey(Name, name)), Token);

    /// <summary>Waits until a Task is in a phase.</summary>
    public async Task PhaseAsync(string name, string phase)
    {
        string selector = Uri.EscapeDataString($"metadata.name={name}");
        var watch = new ObjectWatch(_cluster, $"{Kind.Task.Collection(Name)}?fieldSelector={selector}", TimeProvider.System);
        await foreach (IReadOnlyDictionary<string, JsonObject> tasks in watch.StatesAsync(Token))
        {
            if (tasks.Values.Any(t => (string?)t["status"]?["phase"] == phase))
                return;
        }
    }

    public CliProcess Start(params string[] arguments) => CliProcess.Pipe(_kubeconfig, ["-n", Name, .. arguments]);

    public CliProcess StartInTerminal(int columns, params string[] arguments) =>
        CliProcess.Terminal(_kubeconfig, columns, ["-n", Name, .. arguments]);

    /// <summary>Runs the program with pipes.</summary>
    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using CliProcess process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs the program with a text on its standard input.</summary>
    public async Task<CliResult> FeedAsync(string input, params string[] arguments)
    {
        using CliProcess process = Start(arguments);
        await process.WriteAsync(input, close: true);
        return await process.EndAsync();
    }

    /// <summary>Runs the program in a terminal.</summary>
    public async Task<CliResult> ShowAsync(int columns, params string[] arguments)
    {
        using CliProcess process = StartInTerminal(columns, arguments);
        return await process.EndAsync();
    }

    public void Dispose() => _cluster.Dispose();

    private static JsonObject Yaml(string text) => (JsonObject)YamlJson.Read(new StringReader(text))[0];
}
