using System.Net;
using System.Net.Sockets;

namespace KubeTask.Local.Keda;

/// <summary>
/// Stands in for the functions' Kubernetes Service: one address, whose connections go to the ready replicas in turn. With none it refuses
/// at once, as kube-proxy does.
/// </summary>
public sealed class FunctionsService : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ILogger<FunctionsService> _logger;
    private readonly Socket _holder;
    private readonly List<IPEndPoint> _endpoints = [];
    private readonly HashSet<Task> _connections = [];
    private readonly CancellationTokenSource _ending = new();
    private Socket? _listener;
    private int _next;

    /// <param name="port">The port on 127.0.0.1; 0 for any that is free.</param>
    public FunctionsService(int port, ILogger<FunctionsService> logger)
    {
        _logger = logger;
        // Bound and never listening: keeps the port while connections to it are refused.
        _holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _holder.Bind(new IPEndPoint(IPAddress.Loopback, port));
        Address = (IPEndPoint)_holder.LocalEndPoint!;
    }

    public IPEndPoint Address { get; }

    /// <summary>Adds a ready replica.</summary>
    public void Add(IPEndPoint endpoint)
    {
        lock (_gate)
        {
            if (_ending.IsCancellationRequested || _endpoints.Contains(endpoint))
                return;
            _endpoints.Add(endpoint);
            if (_listener is not null)
                return;
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(Address);
            _listener.Listen(512);
            Track(AcceptAsync(_listener));
        }
    }

    /// <summary>Removes a replica; its open connections stay until it ends.</summary>
    public void Remove(IPEndPoint endpoint)
    {
        lock (_gate)
        {
            if (!_endpoints.Remove(endpoint) || _endpoints.Count > 0)
                return;
            _listener?.Dispose();
            _listener = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(End());
        _holder.Dispose();
        _ending.Dispose();
    }

    private Task[] End()
    {
        lock (_gate)
        {
            _ending.Cancel();
            _endpoints.Clear();
            _listener?.Dispose();
            _listener = null;
            return [.. _connections];
        }
    }

    private void Track(Task task)
    {
        lock (_gate)
            _connections.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Forget(Task task)
    {
        lock (_gate)
            _connections.Remove(task);
    }

    private async Task AcceptAsync(Socket listening)
    {
        try
        {
            while (true)
                Track(ForwardAsync(await listening.AcceptAsync(_ending.Token)));
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
            _logger.LogTrace("a connection to the functions ended: {Reason}", e.Message);
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        for (int tries = 0; tries < 3; tries++)
        {
            IPEndPoint endpoint;
            lock (_gate)
            {
                if (_endpoints.Count == 0)
                    return null;
                endpoint = _endpoints[_next++ % _endpoints.Count];
            }

            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endpoint, _ending.Token);
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
        byte[] buffer = new byte[16 << 10];
        try
        {
            while (true)
            {
                int count = await from.ReceiveAsync(buffer, _ending.Token);
                if (count == 0)
                    break;
                for (int sent = 0; sent < count; )
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ending.Token);
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
