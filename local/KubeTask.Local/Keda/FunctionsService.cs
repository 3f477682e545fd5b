using System.Net;
using System.Net.Sockets;

namespace KubeTask.Local.Keda;

/// <summary>
/// Stands for the functions' Kubernetes Service: one address, whose connections go to the ready replicas in turn. With none it refuses at once, as kube-proxy does.
/// </summary>
public sealed class FunctionsService : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly ILogger<FunctionsService> logger;
    private readonly Socket holder;
    private readonly List<IPEndPoint> endpoints = [];
    private readonly HashSet<Task> connections = [];
    private readonly CancellationTokenSource ending = new();
    private Socket? listener;
    private int next;

    /// <param name="port">The port on 127.0.0.1; 0 for any that is free.</param>
    public FunctionsService(int port, ILogger<FunctionsService> logger)
    {
        this.logger = logger;
        // Bound and never listening: keeps the port while connections to it are refused.
        holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, port));
        Address = (IPEndPoint)holder.LocalEndPoint!;
    }

    public IPEndPoint Address { get; }

    /// <summary>Takes in a replica that is ready.</summary>
    public void Add(IPEndPoint endpoint)
    {
        lock (gate)
        {
            if (ending.IsCancellationRequested || endpoints.Contains(endpoint))
                return;
            endpoints.Add(endpoint);
            if (listener is not null)
                return;
            listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(Address);
            listener.Listen(512);
            Track(AcceptAsync(listener));
        }
    }

    /// <summary>Takes out a replica; its open connections stay until it ends.</summary>
    public void Remove(IPEndPoint endpoint)
    {
        lock (gate)
        {
            if (!endpoints.Remove(endpoint) || endpoints.Count > 0)
                return;
            listener?.Dispose();
            listener = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(End());
        holder.Dispose();
        ending.Dispose();
    }

    private Task[] End()
    {
        lock (gate)
        {
            ending.Cancel();
            endpoints.Clear();
            listener?.Dispose();
            listener = null;
            return [.. connections];
        }
    }

    private void Track(Task task)
    {
        lock (gate)
            connections.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Forget(Task task)
    {
        lock (gate)
            connections.Remove(task);
    }

    private async Task AcceptAsync(Socket listening)
    {
        try
        {
            while (true)
                Track(ForwardAsync(await listening.AcceptAsync(ending.Token)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The last replica left, or the service ends.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using Socket from = client;
        try
        {
            from.NoDelay = true;
            using Socket? to = await ConnectAsync();
            if (to is null)
            {
                // Reset rather than close: the caller's request was never taken.
                from.LingerState = new LingerOption(true, 0);
                return;
            }

            await Task.WhenAll(CopyAsync(from, to), CopyAsync(to, from));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            logger.LogTrace("a connection to the functions ended: {Reason}", e.Message);
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        for (int tries = 0; tries < 3; tries++)
        {
            IPEndPoint endpoint;
            lock (gate)
            {
                if (endpoints.Count == 0)
                    return null;
                endpoint = endpoints[next++ % endpoints.Count];
            }

            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endpoint, ending.Token);
                return socket;
            }
            catch (SocketException)
            {
                // A replica that just ended; the next one may take it.
                socket.Dispose();
            }
        }

        return null;
    }

    /// <summary>Copies one direction and passes its end on; a fault ends both.</summary>
    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (true)
            {
                int count = await from.ReceiveAsync(buffer, ending.Token);
                if (count == 0)
                    break;
                for (int sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), ending.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            from.Dispose();
            to.Dispose();
            throw;
        }
    }
}
