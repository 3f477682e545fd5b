using System.Threading.Channels;

namespace KubeTask.Scaler.Index;

/// <summary>
/// Hears of work that appears where there was none; on subscribing, of work that is already there. What is heard and not yet read is kept once.
/// </summary>
public sealed class WorkSubscription : IDisposable
{
    private readonly Channel<bool> edges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Action<WorkSubscription> remove;
    private bool active;

    internal WorkSubscription(WorkFilter filter, Action<WorkSubscription> remove)
    {
        Filter = filter;
        this.remove = remove;
    }

    public WorkFilter Filter { get; }

    /// <summary>Waits for the next appearance of work.</summary>
    public async Task NextAsync(CancellationToken cancellation) => await edges.Reader.ReadAsync(cancellation);

    public void Dispose() => remove(this);

    internal void Observe(bool now)
    {
        if (now && !active)
            edges.Writer.TryWrite(true);
        active = now;
    }
}
