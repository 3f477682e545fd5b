extern alias local;
using k8s;
using local::KubeTask.Local.ApiServer;
using local::KubeTask.Local.Cluster;

namespace KubeTask.Scaler.Tests.Leading;

/// <summary>The local API server, and the scaler's user with the rights that the chart gives it.</summary>
public sealed class LeaseFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubetask-scaler-tests").FullName;
    private ApiServerHost? server;

    public const string Namespace = "kubetask-system";

    public async ValueTask InitializeAsync()
    {
        RepositoryLayout layout = RepositoryLayout.Find();
        server = await ApiServerHost.StartAsync(
            new ApiServerOptions { CrdDirectory = layout.Crds, Users = LocalUsers.All(layout), Namespaces = [Namespace] }, CancellationToken.None);
        await server.WriteKubeconfigAsync(Path.Combine(folder, "scaler"), LocalUsers.Scaler, CancellationToken.None);
        await server.WriteKubeconfigAsync(Path.Combine(folder, "admin"), LocalUsers.Admin, CancellationToken.None);
    }

    public KubernetesClientConfiguration Scaler => KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(folder, "scaler"));

    public KubernetesClientConfiguration Admin => KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(folder, "admin"));

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
