using System.Threading.Channels;

namespace KubeTask.Scaler.Index.Queue;

/// <summary>
/// Gets a signal when work appears after there was none, and on subscribing if there is work already. Signals that nobody has read yet
/// count as one.
/// </summary>
public sealed class WorkSubscription : IDisposable
{
    private readonly Channel<bool> _edges = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Action<WorkSubscription> _remove;
    private bool _active;

    internal WorkSubscription(WorkFilter filter, Action<WorkSubscription> remove)
    {
        Filter = filter;
        _remove = remove;
    }

    public WorkFilter Filter { get; }

    /// <summary>Waits for the next signal.</summary>
    public async Task NextAsync(CancellationToken cancellationToken) => await _edges.Reader.ReadAsync(cancellationToken);

    public void Dispose() => _remove(this);

    internal void Observe(bool now)
    {
        if (now && !_active)
            _edges.Writer.TryWrite(true);
        _active = now;
    }
}
