using System.Threading.Channels;

namespace KubeTask.Scaler.Activator;

/// <summary>Hears of HTTP demand that appears where there was none. What is heard and not yet read is kept once.</summary>
public sealed class HttpDemandSubscription : IDisposable
{
    private readonly Channel<bool> edges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Action<HttpDemandSubscription> remove;

    internal HttpDemandSubscription(Action<HttpDemandSubscription> remove) => this.remove = remove;

    /// <summary>Waits for the next appearance of demand.</summary>
    public async Task NextAsync(CancellationToken cancellation) => await edges.Reader.ReadAsync(cancellation);

    public void Dispose() => remove(this);

    internal void Hear() => edges.Writer.TryWrite(true);
}
