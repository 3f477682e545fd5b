using System.Threading.Channels;

namespace PocketKube.Node.Watching;

/// <summary>
/// A work queue of keys. One worker at a time processes a key; a key that is added meanwhile is processed again.
/// A key whose processing fails is requeued with a delay.
/// </summary>
internal sealed class KeyedWorkQueue<TKey>(TimeProvider time, ILogger logger)
    where TKey : notnull
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMilliseconds(250);

    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly Dictionary<TKey, bool> _taken = [];
    private readonly Dictionary<TKey, ITimer> _later = [];
    private readonly Lock _lock = new();

    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (!_taken.TryAdd(key, false))
            {
                _taken[key] = true;
                return;
            }
        }
        _ready.Writer.TryWrite(key);
    }

    /// <summary>Adds the key after a delay; of several such requests the last one counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        lock (_lock)
        {
            if (_later.Remove(key, out ITimer? former))
                former.Dispose();
            _later[key] = time.CreateTimer(_ => Due(key), null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Works until it is canceled.</summary>
    public async Task RunAsync(int workers, Func<TKey, CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(look, cancellationToken)));
        }
        finally
        {
            lock (_lock)
            {
                foreach (ITimer timer in _later.Values)
                    timer.Dispose();
                _later.Clear();
            }
        }
    }

    private async Task WorkAsync(Func<TKey, CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (TKey key in _ready.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    await look(key, cancellationToken);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    // The boundary of the loop: one broken object must not stop the others.
                    logger.LogWarning(e, "{Key} will be looked at again", key);
                    AddAfter(key, s_retryAfter);
                }
                Done(key);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogDebug("A worker ends");
        }
    }

    private void Done(TKey key)
    {
        lock (_lock)
        {
            if (!_taken.Remove(key, out bool again) || !again)
                return;
            _taken[key] = false;
        }
        _ready.Writer.TryWrite(key);
    }

    private void Due(TKey key)
    {
        lock (_lock)
        {
            if (_later.Remove(key, out ITimer? timer))
                timer.Dispose();
        }
        Add(key);
    }
}
