using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>
/// The newest sight of each object of one kind. Doubled and reordered frames change nothing: a frame counts only when its resourceVersion is newer than the last list,
/// than the sight that is there, and than the deletion of that name.
/// </summary>
internal sealed class ObservedStore<T>
    where T : class, IObserved
{
    /// <summary>Deletions remembered between two lists; frames are never reordered over more than a few.</summary>
    private const int MaxTombstones = 4096;

    private readonly Dictionary<ObjectKey, T> objects = [];
    private readonly Dictionary<ObjectKey, string> tombstones = [];
    private readonly Queue<(ObjectKey Key, string ResourceVersion)> buried = [];
    private string? listed;

    /// <summary>Whether a list was taken, without which nothing can be said of what is absent.</summary>
    public bool Synced => listed is not null;

    public int Count => objects.Count;

    public IEnumerable<T> All => objects.Values;

    /// <summary>Takes a list: returns each object that changed, as what it was and what it is.</summary>
    public List<(T? Former, T? Current)> Replace(IReadOnlyList<T> current, string resourceVersion)
    {
        var changes = new List<(T?, T?)>();
        var kept = new HashSet<ObjectKey>(current.Count);
        foreach (T next in current)
        {
            kept.Add(next.Key);
            T? former = objects.GetValueOrDefault(next.Key);
            objects[next.Key] = next;
            if (former is null || former.Uid != next.Uid || former.ResourceVersion != next.ResourceVersion)
                changes.Add((former, next));
        }

        foreach (T gone in objects.Values.Where(o => !kept.Contains(o.Key)).ToList())
        {
            objects.Remove(gone.Key);
            changes.Add((gone, null));
        }

        listed = resourceVersion;
        tombstones.Clear();
        buried.Clear();
        return changes;
    }

    /// <summary>Takes one frame: the change that it makes, or null when it makes none.</summary>
    public (T? Former, T? Current)? Apply(WatchChange change, T next)
    {
        if (listed is not null && ResourceVersions.Compare(next.ResourceVersion, listed) <= 0)
            return null;
        if (tombstones.TryGetValue(next.Key, out string? deleted) && !ResourceVersions.IsNewer(next.ResourceVersion, deleted))
            return null;
        T? former = objects.GetValueOrDefault(next.Key);
        int? order = former is null ? 1 : ResourceVersions.Compare(next.ResourceVersion, former.ResourceVersion);
        if (change == WatchChange.Deleted)
        {
            // Some servers send a deletion with the object's last resourceVersion: equal counts.
            if (order < 0)
                return null;
            objects.Remove(next.Key);
            Bury(next);
            return former is null ? null : (former, null);
        }

        if (order <= 0)
            return null;
        objects[next.Key] = next;
        return (former, next);
    }

    private void Bury(T deleted)
    {
        tombstones[deleted.Key] = deleted.ResourceVersion;
        buried.Enqueue((deleted.Key, deleted.ResourceVersion));
        if (buried.Count > MaxTombstones && buried.Dequeue() is var oldest && tombstones.GetValueOrDefault(oldest.Key) == oldest.ResourceVersion)
            tombstones.Remove(oldest.Key);
    }
}
