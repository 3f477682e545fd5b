using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KubeTask.Testing.Transcripts;
using Kubernetes.Yaml;

namespace KubeTask.Local.Tests.Transcripts;

/// <summary>Our server's answers to the scenarios, each sent once. The real answers are of a server that knew no CEL, so ours has no rules in CEL here.</summary>
public sealed class Replay : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Transcript>>> _transcripts = new();
    private readonly string _crds = Directory.CreateTempSubdirectory("kubetask-crds-").FullName;
    private readonly ServerFixture _server;

    public Replay()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "crds")))
        {
            JsonObject definition = YamlJson.ReadFile(file)!.AsObject();
            RemoveRules(definition);
            File.WriteAllText(Path.Combine(_crds, Path.GetFileName(file)), YamlWriter.From(definition));
        }

        _server = new ServerFixture(_crds);
    }

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_crds, recursive: true);
    }

    public async Task<IReadOnlyList<RecordedExchange>> OfAsync(string theme)
    {
        Lazy<Task<Transcript>> transcript = _transcripts.GetOrAdd(theme, t => new Lazy<Task<Transcript>>(() => RunAsync(t)));
        return (await transcript.Value).Exchanges;
    }

    private async Task<Transcript> RunAsync(string theme)
    {
        Scenario scenario = Recordings.Scenarios().Single(s => s.Theme == theme);
        using var connection = ApiConnection.FromKubeconfig(_server.Kubeconfig);
        using HttpResponseMessage created = await connection
            .For(null)
            .PostAsJsonAsync("/api/v1/namespaces", new { metadata = new { name = scenario.Namespace } }, CancellationToken.None);
        created.EnsureSuccessStatusCode();
        // etcd forgets its history every five minutes, and had when the real answers were recorded.
        _server.Compact();
        return await new ScenarioRunner(connection, TimeProvider.System).RunAsync(scenario, CancellationToken.None);
    }

    private static void RemoveRules(JsonNode? node)
    {
        if (node is JsonObject map)
            map.Remove("x-kubernetes-validations");

        foreach (
            JsonNode? child in node is JsonObject children ? children.Select(p => p.Value).ToArray()
            : node is JsonArray array ? [.. array]
            : Array.Empty<JsonNode?>()
        )
        {
            RemoveRules(child);
        }
    }
}
