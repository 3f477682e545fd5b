namespace KubeTask.Kubernetes.Http;

/// <summary>Tells a silent connection from a dead one.</summary>
public static class DeadConnections
{
    /// <summary>
    /// Limits the time to connect, and pings while requests are active. Logs and watches may be silent for hours and share an HTTP/2
    /// connection; the pings take a half-open one out of the pool.
    /// </summary>
    public static void DetectDeadConnections(this SocketsHttpHandler handler)
    {
        handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
    }
}
