using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;
using KubeTask.Kubernetes.Callers;
using KubeTask.Kubernetes.Http;
using KubeTask.Local.Cluster;
using PocketKube.ApiServer;

namespace KubeTask.Kubernetes.Tests;

/// <summary>Only the authorities that the configuration names can vouch for an API server.</summary>
public sealed class ServerTrustTests : IAsyncLifetime
{
    private readonly string _kubeconfig = Path.Combine(Directory.CreateTempSubdirectory("kubetask-trust").FullName, "config");
    private PocketApiServer? _server;

    public async ValueTask InitializeAsync()
    {
        var layout = RepositoryLayout.Find();
        _server = await PocketApiServer.StartAsync(
            new ApiServerOptions { CrdDirectory = layout.Crds, Users = LocalUsers.All(layout) },
            CancellationToken.None
        );
        await _server.WriteKubeconfigAsync(_kubeconfig, LocalUsers.Admin, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_kubeconfig)!, recursive: true);
    }

    [Fact]
    public async Task A_server_of_the_authority_is_trusted()
    {
        Assert.Null(await OwnAsync(_ => { }));
        Assert.Null(await CallersAsync(_ => { }));
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted()
    {
        using X509Certificate2 other = Authority();

        Assert.IsType<AuthenticationException>((await OwnAsync(c => c.SslCaCerts = [other]))?.InnerException);
        Assert.IsType<AuthenticationException>((await CallersAsync(c => c.SslCaCerts = [other]))?.InnerException);
    }

    [Fact]
    public async Task A_server_by_another_name_is_not_trusted()
    {
        Assert.IsType<AuthenticationException>((await OwnAsync(c => c.TlsServerName = "another.example"))?.InnerException);
        Assert.IsType<AuthenticationException>((await CallersAsync(c => c.TlsServerName = "another.example"))?.InnerException);
    }

    [Fact]
    public async Task A_server_is_trusted_by_the_name_that_the_kubeconfig_gives_it()
    {
        Assert.Null(await OwnAsync(c => c.TlsServerName = "kubernetes.default.svc"));
        Assert.Null(await CallersAsync(c => c.TlsServerName = "kubernetes.default.svc"));
    }

    [Fact]
    public async Task Without_an_authority_the_systems_authorities_decide()
    {
        Assert.IsType<AuthenticationException>((await OwnAsync(c => c.SslCaCerts = null))?.InnerException);
        Assert.IsType<AuthenticationException>((await CallersAsync(c => c.SslCaCerts = null))?.InnerException);
    }

    private async Task<Exception?> OwnAsync(Action<KubernetesClientConfiguration> change)
    {
        using var connection = new ApiConnection(Configuration(change));
        return await Record.ExceptionAsync(async () =>
            (await connection.SendAsync(HttpMethod.Get, "version", null, MediaTypes.Json, TestContext.Current.CancellationToken)).Dispose()
        );
    }

    private async Task<Exception?> CallersAsync(Action<KubernetesClientConfiguration> change)
    {
        using var connection = new TokenConnection(Configuration(change));
        CallerToken caller = CallerToken.Parse("Bearer any")!;
        return await Record.ExceptionAsync(async () =>
            (
                await connection.SendAsync(caller, HttpMethod.Get, "version", null, MediaTypes.Json, TestContext.Current.CancellationToken)
            ).Dispose()
        );
    }

    private KubernetesClientConfiguration Configuration(Action<KubernetesClientConfiguration> change)
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(_kubeconfig);
        change(configuration);
        return configuration;
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=another", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }
}
