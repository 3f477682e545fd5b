using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>Connections that send what no HTTP client sends.</summary>
internal static class RawConnection
{
    /// <summary>Sends bytes, and reads the answer to its end.</summary>
    public static async Task<string> SendAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        NetworkStream stream = client.GetStream();
        var text = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
            byte[] buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, Cancellation) is > 0 and var count)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // The server closed the connection: the answer so far counts.
        }

        return text.ToString();
    }

    /// <summary>Reads until the server closes the connection, which it must.</summary>
    public static async Task EndAsync(TcpClient client)
    {
        byte[] buffer = new byte[256];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, Cancellation) > 0)
            {
                // A last answer may come.
            }
        }
        catch (IOException)
        {
            // The server reset the connection.
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
