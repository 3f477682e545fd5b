using KubeTask.Local.Cluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeTask.Cli.Tests;

/// <summary>One local cluster for all tests of commands: API server, node, KEDA's stand-in, and the real scaler and functions.</summary>
[CollectionDefinition(nameof(ClusterFixture))]
public sealed class ClusterFixture : ICollectionFixture<ClusterFixture>, IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("kubetask-cli-");
    private LocalCluster? _cluster;

    public string Kubeconfig => _cluster?.Kubeconfig ?? throw new InvalidOperationException("the cluster is not started");

    public async ValueTask InitializeAsync() =>
        _cluster = await LocalCluster.StartAsync(
            RepositoryLayout.Find(),
            new LocalClusterOptions { StateFolder = _state.FullName, Cooldown = TimeSpan.FromSeconds(60) },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        _state.Delete(recursive: true);
    }
}
