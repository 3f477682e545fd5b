using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KubeTask.FunctionsHost.Apps;

namespace KubeTask.FunctionsHost.Http;

/// <summary>
/// A port that takes connections before there is a server. So the child can be started first, and its connection waits until
/// the server is composed.
/// </summary>
internal sealed class ListeningPort : IDisposable
{
    private const int Backlog = 512;

    private ListeningPort(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public int Number => ((IPEndPoint)Socket.LocalEndPoint!).Port;

    /// <param name="number">0 for any free one.</param>
    /// <exception cref="AppException">The port is taken.</exception>
    public static ListeningPort Open(IPAddress address, int number)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, number));
            socket.Listen(Backlog);
            return new ListeningPort(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new AppException(
                string.Create(CultureInfo.InvariantCulture, $"port {number} on {address} can't be opened: {e.Message}; give another --port")
            );
        }
    }

    /// <summary>Waits until a child listens. There is no event for that.</summary>
    public static async Task ListensAsync(string host, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(host, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
            }
        }
    }

    public void Dispose() => Socket.Dispose();
}
