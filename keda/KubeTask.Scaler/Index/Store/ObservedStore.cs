using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Store;

/// <summary>The newest observation of each object, for a kind with few objects.</summary>
internal sealed class ObservedStore<T>
    where T : class, IObserved
{
    private readonly Dictionary<ObjectKey, T> _objects = [];
    private readonly HashSet<ObjectKey> _listed = [];
    private readonly Chronology _chronology = new();

    /// <summary>Whether a list has been taken. Before that, nobody can say what is absent.</summary>
    public bool Synced => _chronology.Synced;

    /// <summary>The newest resourceVersion that was observed.</summary>
    public Revision Newest => _chronology.Newest;

    public IEnumerable<T> All => _objects.Values;

    public T? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    public void BeginList()
    {
        _chronology.BeginList();
        _listed.Clear();
    }

    /// <summary>Takes a page of a list; returns the former and the present state of each object that changed.</summary>
    public List<(T? Former, T? Current)> TakePage(IEnumerable<T> page)
    {
        var changes = new List<(T?, T?)>();
        foreach (T next in page)
        {
            _listed.Add(next.Key);
            _chronology.Observe(Revision.Parse(next.ResourceVersion));
            T? former = _objects.GetValueOrDefault(next.Key);
            _objects[next.Key] = next;
            if (former is null || former.Uid != next.Uid || former.ResourceVersion != next.ResourceVersion)
                changes.Add((former, next));
        }

        return changes;
    }

    /// <summary>Ends a list; returns what is gone.</summary>
    public List<(T? Former, T? Current)> EndList(string resourceVersion)
    {
        var changes = new List<(T?, T?)>();
        foreach (T gone in _objects.Values.Where(o => !_listed.Contains(o.Key)).ToList())
        {
            _objects.Remove(gone.Key);
            changes.Add((gone, null));
        }

        _listed.Clear();
        _chronology.EndList(resourceVersion);
        return changes;
    }

    /// <summary>Takes one frame; returns the change that it makes, or null if it makes none.</summary>
    public (T? Former, T? Current)? Apply(WatchChange change, T next)
    {
        T? former = _objects.GetValueOrDefault(next.Key);
        var version = Revision.Parse(next.ResourceVersion);
        if (!_chronology.IsNews(change, next.Key, version, former is null ? null : Revision.Parse(former.ResourceVersion)))
            return null;
        _chronology.Observe(version);
        if (change != WatchChange.Deleted)
        {
            _objects[next.Key] = next;
            return (former, next);
        }

        _objects.Remove(next.Key);
        _chronology.Bury(next.Key, version);
        return former is null ? null : (former, null);
    }
}
