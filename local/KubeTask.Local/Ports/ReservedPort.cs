using System.Net;
using System.Net.Sockets;

namespace KubeTask.Local.Ports;

/// <summary>
/// A free port of 127.0.0.1 for a program that is about to start. Until this is disposed of, the kernel gives the port to nobody who asks
/// for any port, and not to an outgoing connection either; the program itself can listen on it, with SO_REUSEADDR. A port that was only
/// looked up may be another program's by then, and this cluster's events would go there.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ReservedPort()
    {
        // Bound and never listening. On Unix .NET sets SO_REUSEADDR here.
        _holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Endpoint = (IPEndPoint)_holder.LocalEndPoint!;
    }

    /// <summary>The address with the port.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>The port.</summary>
    public int Port => Endpoint.Port;

    public void Dispose() => _holder.Dispose();
}
