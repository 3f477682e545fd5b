using PocketKube.ApiServer;
using PocketKube.ApiServer.Auth;

namespace KubeTask.Local.Tests;

/// <summary>One server for all the tests that speak to it from outside, over HTTPS.</summary>
[CollectionDefinition(nameof(ServerFixture))]
public sealed class ServerFixture : ICollectionFixture<ServerFixture>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-server-").FullName;
    private readonly string _crds;
    private PocketApiServer? _server;

    public ServerFixture()
        : this(Path.Combine(AppContext.BaseDirectory, "crds")) { }

    /// <param name="crds">Where its definitions are.</param>
    internal ServerFixture(string crds) => _crds = crds;

    /// <summary>The file with which the server's administrator reaches it.</summary>
    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public async ValueTask InitializeAsync()
    {
        _server = await PocketApiServer.StartAsync(
            new ApiServerOptions
            {
                CrdDirectory = _crds,
                Users = [new ApiUser("admin", "the-administrator's-token", [PolicyRule.All]) { Groups = ["system:masters"] }],
            },
            CancellationToken.None
        );
        await _server.WriteKubeconfigAsync(Kubeconfig, "admin", CancellationToken.None);
    }

    /// <summary>Forgets the history of all changes.</summary>
    public void Compact() => _server?.Compact();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        Directory.Delete(_folder, recursive: true);
    }
}
