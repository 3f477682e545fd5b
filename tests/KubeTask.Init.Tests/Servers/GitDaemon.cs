using System.Diagnostics;
using KubeTask.Init.Tests.Running;

namespace KubeTask.Init.Tests.Servers;

/// <summary>git daemon, for the scheme git.</summary>
internal sealed class GitDaemon : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _port;

    private GitDaemon(Process process, int port) => (_process, _port) = (process, port);

    public static async Task<GitDaemon> StartAsync(string repositories)
    {
        int port = Ports.Free();
        string[] arguments =
        [
            "daemon",
            "--export-all",
            "--listen=127.0.0.1",
            $"--port={port}",
            $"--base-path={repositories}",
            repositories,
        ];
        Process process = Tool.Start(repositories, "git", arguments);
        await Ports.OpenAsync(port, process, "git daemon");
        return new GitDaemon(process, port);
    }

    public string Url(string repository) => $"git://127.0.0.1:{_port}/{repository}";

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
