using System.Diagnostics.CodeAnalysis;
using KubeTask.Core;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Store;

/// <summary>
/// The entries of one kind by key. A set of the entries themselves, because a key beside each entry would double its cost. Guarded by the
/// index's lock.
/// </summary>
internal sealed class EntryTable<T>(Func<string, string, T> create) : IEnumerable<T>
    where T : WorkEntry
{
    private readonly HashSet<T> _entries = new(new ByKey());
    private HashSet<T>.AlternateLookup<ObjectKey> _lookup;

    public Chronology Chronology { get; } = new();

    /// <summary>How many objects exist.</summary>
    public int Present { get; private set; }

    public T? Find(ObjectKey key) => Lookup.TryGetValue(key, out T? entry) ? entry : null;

    public T FindOrAdd(ObjectKey key)
    {
        if (Lookup.TryGetValue(key, out T? entry))
            return entry;
        entry = create(Interned.Of(key.Namespace), key.Name);
        _entries.Add(entry);
        return entry;
    }

    /// <summary>Whether a frame is news.</summary>
    public bool IsNews(WatchChange change, IObserved observed) =>
        Chronology.IsNews(
            change,
            observed.Key,
            Revision.Parse(observed.ResourceVersion),
            Find(observed.Key) is { Present: true } known ? known.Version : null
        );

    /// <summary>Copies an object's identity into its entry. True if the object is another than before, or the first.</summary>
    public bool Identify(T entry, IObserved observed)
    {
        var uid = ObjectUid.Parse(observed.Uid);
        bool another = !entry.Present || entry.Uid != uid;
        if (!entry.Present)
            Present++;
        entry.Present = true;
        entry.Uid = uid;
        entry.Version = Revision.Parse(observed.ResourceVersion);
        Chronology.Observe(entry.Version);
        entry.ListedIn = Chronology.List;
        return another;
    }

    /// <summary>Whether an object on a page of a list is as last observed. Marks it as listed if so.</summary>
    public bool IsUnchanged(T entry, IObserved observed)
    {
        if (!entry.Present || entry.Uid != ObjectUid.Parse(observed.Uid) || entry.Version != Revision.Parse(observed.ResourceVersion))
            return false;
        entry.ListedIn = Chronology.List;
        return true;
    }

    /// <summary>The object is gone.</summary>
    public void Vanish(T entry)
    {
        if (entry.Present)
            Present--;
        entry.Present = false;
    }

    /// <summary>Removes an entry that nothing needs any more.</summary>
    public void Release(T entry)
    {
        if (!entry.Present && !entry.Referred && entry.Pending is null or { InFlight: WorkType.None })
            _entries.Remove(entry);
    }

    /// <summary>The objects that were on no page of the list that has just ended.</summary>
    public List<T> Unlisted() => [.. _entries.Where(e => e.Present && e.ListedIn != Chronology.List)];

    public IEnumerator<T> GetEnumerator() => _entries.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private HashSet<T>.AlternateLookup<ObjectKey> Lookup =>
        _lookup.Set is null ? _lookup = _entries.GetAlternateLookup<ObjectKey>() : _lookup;

    private sealed class ByKey : IEqualityComparer<T>, IAlternateEqualityComparer<ObjectKey, T>
    {
        public bool Equals(T? x, T? y) => ReferenceEquals(x, y) || (x is not null && y is not null && Equals(y.Key, x));

        public int GetHashCode([DisallowNull] T obj) => obj.Key.GetHashCode();

        public T Create(ObjectKey alternate) => throw new NotSupportedException();

        public bool Equals(ObjectKey alternate, T other) => alternate.Name == other.Name && alternate.Namespace == other.Namespace;

        public int GetHashCode(ObjectKey alternate) => alternate.GetHashCode();
    }
}
