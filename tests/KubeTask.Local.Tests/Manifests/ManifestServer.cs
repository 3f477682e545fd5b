using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.Manifests;

/// <summary>A server that is asked, by dry run, what it would say about objects.</summary>
internal sealed class ManifestServer : IAsyncDisposable
{
    private const string Namespace = "default";
    private readonly ApiServer.ServerFixture _server;
    private readonly HttpClient _client;
    private readonly Dictionary<string, JsonArray> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal) { Namespace };

    private ManifestServer(ApiServer.ServerFixture server) => (_server, _client) = (server, server.Client());

    public static async Task<ManifestServer> StartAsync() =>
        new(await ApiServer.ServerFixture.StartAsync(o => o with { CrdDirectory = Path.Combine(AppContext.BaseDirectory, "crds") }));

    /// <summary>Why the server would refuse an object; null if it would create it.</summary>
    public async Task<string?> RefusalAsync(Manifest manifest)
    {
        if (await ResourceAsync(manifest) is not { } resource)
            return $"{manifest}: the server has no kind {manifest.Kind} in {manifest.Object["apiVersion"]}";
        string path = Root(manifest);
        if ((bool)resource["namespaced"]!)
        {
            string space = manifest.Namespace ?? Namespace;
            await EnsureAsync(space);
            path += $"/namespaces/{space}";
        }

        (int code, JsonObject answer) = await ApiServer.ServerFixture.SendAsync(
            _client,
            "POST",
            $"{path}/{resource["name"]}?dryRun=All&fieldValidation=Strict",
            manifest.AsWritten().ToJsonString()
        );
        return code == 201 ? null : $"{manifest}: {answer["message"]}";
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static string Root(Manifest manifest) => (manifest.Group.Length == 0 ? "/api/" : "/apis/") + manifest.Object["apiVersion"];

    private async Task<JsonNode?> ResourceAsync(Manifest manifest)
    {
        string root = Root(manifest);
        if (!_resources.TryGetValue(root, out JsonArray? resources))
        {
            (int code, JsonObject answer) = await ApiServer.ServerFixture.SendAsync(_client, "GET", root);
            _resources[root] = resources = code == 200 ? answer["resources"]!.AsArray() : [];
        }

        return resources.FirstOrDefault(r =>
            (string?)r!["kind"] == manifest.Kind && !$"{r["name"]}".Contains('/', StringComparison.Ordinal)
        );
    }

    private async Task EnsureAsync(string space)
    {
        if (_namespaces.Add(space))
        {
            await ApiServer.ServerFixture.SendAsync(
                _client,
                "POST",
                "/api/v1/namespaces",
                new JsonObject { ["metadata"] = new JsonObject { ["name"] = space } }.ToJsonString()
            );
        }
    }
}
