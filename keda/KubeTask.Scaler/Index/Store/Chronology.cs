using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Store;

/// <summary>
/// Finds outdated frames of one kind, so that doubled and reordered frames change nothing. A frame counts only if its resourceVersion is
/// newer than the last list, than the known observation, and than the deletion of that name.
/// </summary>
internal sealed class Chronology
{
    /// <summary>How many deletions are remembered between two lists. Frames are never reordered over more than a few.</summary>
    private const int MaxTombstones = 4096;

    private readonly Dictionary<ObjectKey, Revision> _tombstones = [];
    private readonly Queue<(ObjectKey Key, Revision Version)> _buried = [];
    private Revision? _listed;

    /// <summary>The newest resourceVersion that was observed, of an object or of its deletion.</summary>
    public Revision Newest { get; private set; }

    /// <summary>Whether a list has been taken. Before that, nobody can say what is absent.</summary>
    public bool Synced => _listed is not null;

    /// <summary>The number of the current list, or of the last one.</summary>
    public ushort List { get; private set; }

    public void BeginList() => List++;

    /// <summary>An object of that resourceVersion was observed.</summary>
    public void Observe(Revision version) => Newest = Revision.Newer(Newest, version);

    public void EndList(string resourceVersion)
    {
        _listed = Revision.Parse(resourceVersion);
        _tombstones.Clear();
        _buried.Clear();
    }

    /// <summary>Whether a frame is news.</summary>
    /// <param name="known">The version of the known observation; null for none.</param>
    public bool IsNews(WatchChange change, ObjectKey key, Revision version, Revision? known)
    {
        if (_listed is { } list && Revision.Compare(version, list) <= 0)
            return false;
        if (_tombstones.TryGetValue(key, out Revision deleted) && !version.IsNewerThan(deleted))
            return false;
        int? order = known is { } observed ? Revision.Compare(version, observed) : 1;
        // Some servers send a deletion with the object's last resourceVersion, so an equal one counts.
        return change == WatchChange.Deleted ? order is null or >= 0 : order is null or > 0;
    }

    public void Bury(ObjectKey key, Revision version)
    {
        Observe(version);
        _tombstones[key] = version;
        _buried.Enqueue((key, version));
        if (
            _buried.Count > MaxTombstones
            && _buried.Dequeue() is var oldest
            && _tombstones.TryGetValue(oldest.Key, out Revision kept)
            && kept == oldest.Version
        )
        {
            _tombstones.Remove(oldest.Key);
        }
    }
}
