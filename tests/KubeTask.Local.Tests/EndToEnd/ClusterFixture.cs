using KubeTask.Local.Cluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>
/// One whole KubeTask for the tests that share it, those of the collection or those of one class: API server, node, KEDA's stand-in, and
/// the real scaler and functions as processes.
/// </summary>
[CollectionDefinition(nameof(ClusterFixture))]
public sealed class ClusterFixture : ICollectionFixture<ClusterFixture>, IAsyncLifetime
{
    private readonly StateFolder _state = new();
    private LocalCluster? _cluster;

    public string Kubeconfig => Cluster.Kubeconfig;

    /// <summary>Where the cluster's processes have their kubeconfigs: that distinguishes them from those of others.</summary>
    public string State => _state.Path;

    internal LocalCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not started");

    internal static Task<LocalCluster> StartAsync(StateFolder state, TimeSpan cooldown) =>
        LocalCluster.StartAsync(
            RepositoryLayout.Find(),
            new LocalClusterOptions { StateFolder = state.Path, Cooldown = cooldown },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None
        );

    public async ValueTask InitializeAsync() => _cluster = await StartAsync(_state, TimeSpan.FromSeconds(1));

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        _state.Dispose();
    }
}
