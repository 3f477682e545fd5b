extern alias local;
using k8s;
using local::KubeTask.Local.Cluster;
using PocketKube.ApiServer;

namespace KubeTask.Scaler.Tests.Leading;

/// <summary>The local API server, and the scaler's user with the rights that the chart gives it.</summary>
public sealed class LeaseFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-scaler-tests").FullName;
    private PocketApiServer? _server;

    public const string Namespace = "kubetask-system";

    public async ValueTask InitializeAsync()
    {
        var layout = RepositoryLayout.Find();
        _server = await PocketApiServer.StartAsync(
            new ApiServerOptions
            {
                CrdDirectory = layout.Crds,
                Users = LocalUsers.All(layout),
                Namespaces = [Namespace],
            },
            CancellationToken.None
        );
        await _server.WriteKubeconfigAsync(Path.Combine(_folder, "scaler"), LocalUsers.Scaler, CancellationToken.None);
        await _server.WriteKubeconfigAsync(Path.Combine(_folder, "admin"), LocalUsers.Admin, CancellationToken.None);
    }

    public KubernetesClientConfiguration Scaler => KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(_folder, "scaler"));

    public KubernetesClientConfiguration Admin => KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(_folder, "admin"));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
