using System.Threading.Channels;

namespace KubeTask.Scaler.Index.Queue;

/// <summary>
/// Hears of work that appears where there was none; on subscribing, of work that is already there. What is heard and not yet read is kept once.
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

    /// <summary>Waits for the next appearance of work.</summary>
    public async Task NextAsync(CancellationToken cancellationToken) => await _edges.Reader.ReadAsync(cancellationToken);

    public void Dispose() => _remove(this);

    internal void Observe(bool now)
    {
        if (now && !_active)
            _edges.Writer.TryWrite(true);
        _active = now;
    }
}
