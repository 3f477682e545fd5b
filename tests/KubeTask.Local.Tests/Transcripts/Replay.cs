using System.Collections.Concurrent;
using System.Net.Http.Json;
using KubeTask.Transcripts;

namespace KubeTask.Local.Tests.Transcripts;

/// <summary>Our server's answers to the scenarios, each sent once.</summary>
public sealed class Replay(ServerFixture server)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Transcript>>> transcripts = new();

    public async Task<IReadOnlyList<RecordedExchange>> OfAsync(string theme)
    {
        var transcript = transcripts.GetOrAdd(theme, t => new Lazy<Task<Transcript>>(() => RunAsync(t)));
        return (await transcript.Value).Exchanges;
    }

    private async Task<Transcript> RunAsync(string theme)
    {
        var scenario = Recordings.Scenarios().Single(s => s.Theme == theme);
        using var connection = ApiConnection.FromKubeconfig(server.Kubeconfig);
        using var created = await connection.For(null).PostAsJsonAsync(
            "/api/v1/namespaces", new { metadata = new { name = scenario.Namespace } }, CancellationToken.None);
        created.EnsureSuccessStatusCode();
        // etcd forgets its history every five minutes, and had when the real answers were recorded.
        server.Compact();
        return await new ScenarioRunner(connection, TimeProvider.System).RunAsync(scenario, CancellationToken.None);
    }
}
