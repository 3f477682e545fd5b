namespace PocketKube.ApiServer.Storage;

/// <summary>
/// The last changes of one resource, in a ring. Watchers read it at their own pace, so a change costs the same for one
/// watcher as for a thousand, and a slow one never holds memory: it is told that its place is gone.
/// </summary>
internal sealed class EventLog
{
    private readonly Lock _gate = new();
    private readonly StoreEvent[] _ring;
    private long _next;
    private long _lostRevision;
    private TaskCompletionSource _changed = NewSignal();

    /// <param name="capacity">How many changes are kept.</param>
    /// <param name="revision">The store's revision when the log began: nothing before it can be resumed.</param>
    public EventLog(int capacity, long revision)
    {
        _ring = new StoreEvent[capacity];
        _lostRevision = revision;
    }

    public void Append(StoreEvent change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            long slot = _next % _ring.Length;
            if (_ring[slot] is { } lost)
                _lostRevision = lost.Revision;

            _ring[slot] = change;
            _next++;
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Forgets everything up to now, as compaction of etcd does.</summary>
    public void Compact(long revision)
    {
        lock (_gate)
        {
            Array.Clear(_ring);
            _lostRevision = revision;
        }
    }

    /// <summary>
    /// The changes after <paramref name="revision"/>, oldest first; null when some of them are no longer known.
    /// </summary>
    /// <param name="revision">The last revision that the reader has seen.</param>
    /// <param name="changed">Completes at the first change after this read.</param>
    public IReadOnlyList<StoreEvent>? ReadAfter(long revision, out Task changed)
    {
        lock (_gate)
        {
            changed = _changed.Task;
            if (revision < _lostRevision)
                return null;

            long start = _next;
            long oldest = Math.Max(0, _next - _ring.Length);
            while (start > oldest && _ring[(start - 1) % _ring.Length] is { } known && known.Revision > revision)
                start--;

            if (start == _next)
                return [];

            var read = new StoreEvent[_next - start];
            for (long i = start; i < _next; i++)
                read[i - start] = _ring[i % _ring.Length];

            return read;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
