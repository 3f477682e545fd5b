using System.Net.Sockets;
using System.Text;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Transports;

/// <summary>The scheme git: a plain connection to git daemon.</summary>
internal sealed class DaemonConnection(GitAddress address, ReceivedBytes received) : Connection
{
    private const int DefaultPort = 9418;

    private readonly TcpClient _client = new();
    private GuardedStream? _answers;

    public override async Task<Stream> ListAsync(CancellationToken stop)
    {
        await _client.ConnectAsync(address.Host, address.Port ?? DefaultPort, stop).AsTask().WaitAsync(TimeSpan.FromSeconds(15), stop);
        string host = address.Port is { } port ? $"{address.Host}:{port}" : address.Host;
        string call = $"git-upload-pack {address.Path}\0host={host}\0";
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(call) + 4:x4}{call}"), stop);
        return _answers = new GuardedStream(_client.GetStream(), received);
    }

    public override async Task<Stream> RequestAsync(byte[] request, CancellationToken stop)
    {
        await _client.GetStream().WriteAsync(request, stop);
        return _answers!;
    }

    public override Task<GitFault?> ExplainAsync(Exception failure) =>
        Task.FromResult(
            failure is SocketException or IOException or TimeoutException
                ? new GitFault(
                    GitReason.Unreachable,
                    $"the connection to {address.Host} failed: {failure.Message}",
                    "check the URL and the network",
                    isPassing: true,
                    failure
                )
                : null
        );

    public override ValueTask DisposeAsync()
    {
        _answers?.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
