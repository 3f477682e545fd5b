using KubeTask.Init.Tests;
using KubeTask.Init.Tests.Running;
using KubeTask.Init.Tests.Servers;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace KubeTask.Init.Tests;

/// <summary>The servers of all tests. Each serves the same folder of repositories on a port of its own.</summary>
public sealed class TestServers : IAsyncLifetime
{
    private static TestFolder? s_folder;
    private static HttpGitServer? s_http;
    private static HttpGitServer? s_https;
    private static GitDaemon? s_daemon;
    private static SshServer? s_ssh;

    /// <summary>Where the repositories are.</summary>
    internal static string Repositories => s_folder!.Path;

    internal static HttpGitServer Http => s_http!;

    internal static HttpGitServer Https => s_https!;

    internal static GitDaemon Daemon => s_daemon!;

    internal static SshServer Ssh => s_ssh!;

    public async ValueTask InitializeAsync()
    {
        s_folder = new TestFolder();
        s_http = await HttpGitServer.StartAsync(s_folder.Path, certificate: null);
        s_https = await HttpGitServer.StartAsync(s_folder.Path, PrivateAuthority.Server);
        s_daemon = await GitDaemon.StartAsync(s_folder.Path);
        s_ssh = await SshServer.StartAsync(s_folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await Http.DisposeAsync();
        await Https.DisposeAsync();
        await Daemon.DisposeAsync();
        await Ssh.DisposeAsync();
        s_folder!.Dispose();
    }
}
