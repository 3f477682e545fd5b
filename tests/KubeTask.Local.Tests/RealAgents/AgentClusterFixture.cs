using KubeTask.Local.Cluster;
using KubeTask.Local.Tests.EndToEnd;
using KubeTask.ModelServer;
using Microsoft.Extensions.Logging.Abstractions;
using PocketKube.Node.Images;

namespace KubeTask.Local.Tests.RealAgents;

/// <summary>A whole KubeTask whose agent images are the real CLIs. It starts when the first test needs it.</summary>
[CollectionDefinition(nameof(AgentClusterFixture))]
public sealed class AgentClusterFixture : ICollectionFixture<AgentClusterFixture>, IAsyncLifetime
{
    private readonly StateFolder _state = new();
    private readonly Lazy<Task<LocalCluster>> _cluster;

    public AgentClusterFixture() => _cluster = new(StartAsync);

    /// <summary>What the cluster's own programs wrote so far.</summary>
    public string Logs => string.Concat(Directory.GetFiles(Path.Combine(_state.Path, "logs")).Select(File.ReadAllText));

    internal Task<LocalCluster> Cluster => _cluster.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated)
            await (await _cluster.Value).DisposeAsync();
        _state.Dispose();
    }

    private async Task<LocalCluster> StartAsync()
    {
        var layout = RepositoryLayout.Find();
        LocalImages images = AgentCli.Names.Aggregate(AgentImages.In(layout.Agents), (all, n) => all.WithCli(n, AgentClis.Folder));
        var options = new LocalClusterOptions
        {
            StateFolder = _state.Path,
            Cooldown = TimeSpan.FromSeconds(30),
            Images = images,
        };
        return await LocalCluster.StartAsync(layout, options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
    }
}
