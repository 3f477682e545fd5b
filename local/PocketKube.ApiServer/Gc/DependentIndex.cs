using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Gc;

/// <summary>The dependents of each owner, by its uid. For one reader and writer.</summary>
internal sealed class DependentIndex
{
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = new(StringComparer.Ordinal);

    public IReadOnlyList<ObjectKey> Of(string ownerUid) =>
        _dependents.TryGetValue(ownerUid, out HashSet<ObjectKey>? dependents) ? [.. dependents] : [];

    public void Apply(string resource, StoreEvent change)
    {
        var key = new ObjectKey(resource, change.Object.Namespace, change.Object.Name);
        foreach (OwnerReference owner in change.Previous?.Owners ?? [])
        {
            if (_dependents.TryGetValue(owner.Uid, out HashSet<ObjectKey>? dependents) && dependents.Remove(key) && dependents.Count == 0)
                _ = _dependents.Remove(owner.Uid);
        }

        if (change.Type == StoreEventType.Deleted)
            return;

        foreach (OwnerReference owner in change.Object.Owners)
        {
            if (!_dependents.TryGetValue(owner.Uid, out HashSet<ObjectKey>? dependents))
                _dependents[owner.Uid] = dependents = [];

            _ = dependents.Add(key);
        }
    }
}
