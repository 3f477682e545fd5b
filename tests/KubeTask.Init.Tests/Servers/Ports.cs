using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KubeTask.Init.Tests.Servers;

/// <summary>Ports of servers that are processes.</summary>
internal static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the process listens. It throws if the process ends.</summary>
    public static Task OpenAsync(int port, Process process, string what) =>
        Eventually.ThatAsync(
            async () =>
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"{what} doesn't start: {await process.StandardError.ReadToEndAsync()}");
                using var client = new TcpClient();
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, port);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            $"{what} listens"
        );
}
