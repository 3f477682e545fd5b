namespace PocketKube.Node.Pods;

/// <summary>The order to end a pod: the first reason counts. Also its deadline, which can be set and moved while it runs.</summary>
internal sealed class PodStop(TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _lock = new();
    private ITimer? _deadline;

    public StopReason Reason { get; private set; }

    /// <summary>Canceled when the pod must end.</summary>
    public CancellationToken Token => _source.Token;

    public void Order(StopReason reason)
    {
        lock (_lock)
        {
            if (Reason != StopReason.None)
                return;
            Reason = reason;
        }
        _source.Cancel();
    }

    /// <param name="left">Time until the deadline; null for none.</param>
    public void SetDeadline(TimeSpan? left)
    {
        lock (_lock)
        {
            _deadline?.Dispose();
            _deadline = left is { } delay
                ? time.CreateTimer(
                    _ => Order(StopReason.DeadlineExceeded),
                    null,
                    delay < TimeSpan.Zero ? TimeSpan.Zero : delay,
                    Timeout.InfiniteTimeSpan
                )
                : null;
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _deadline?.Dispose();
        _source.Dispose();
    }
}
