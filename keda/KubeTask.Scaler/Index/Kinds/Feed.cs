using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// Takes the lists and frames of a kind that there can be work for. It finds out what has changed; the kind's own class says what follows
/// from the change.
/// </summary>
internal abstract class Feed<TObserved, TEntry>(IndexState state, EntryTable<TEntry> entries) : IObservedSink<TObserved>
    where TObserved : class, IObserved
    where TEntry : WorkEntry
{
    protected IndexState State { get; } = state;

    public void BeginList()
    {
        lock (State.Gate)
            entries.Chronology.BeginList();
    }

    public void TakePage(IReadOnlyList<TObserved> page)
    {
        lock (State.Gate)
        {
            DateTimeOffset now = State.Now;
            foreach (TObserved observed in page)
            {
                TEntry entry = entries.FindOrAdd(observed.Key);
                if (!entries.IsUnchanged(entry, observed))
                    Change(entry, observed, now);
            }
        }
    }

    public void EndList(string resourceVersion)
    {
        lock (State.Gate)
        {
            DateTimeOffset now = State.Now;
            foreach (TEntry gone in entries.Unlisted())
                Change(gone, null, now);
            entries.Chronology.EndList(resourceVersion);
            State.AfterList(now);
        }
    }

    public void Apply(WatchChange change, TObserved observed)
    {
        lock (State.Gate)
        {
            if (!entries.IsNews(change, observed))
                return;
            if (change != WatchChange.Deleted)
            {
                Change(entries.FindOrAdd(observed.Key), observed, State.Now);
                return;
            }

            entries.Chronology.Bury(observed.Key, Revision.Parse(observed.ResourceVersion));
            if (entries.Find(observed.Key) is { Present: true } gone)
                Change(gone, null, State.Now);
        }
    }

    /// <summary>Decides anew what work there is for an object, and puts it where it belongs.</summary>
    public abstract void Evaluate(TEntry entry, DateTimeOffset now);

    /// <summary>Takes an object as it is now (null: it is gone), and evaluates everything that the change affects.</summary>
    protected abstract void Change(TEntry entry, TObserved? current, DateTimeOffset now);
}
