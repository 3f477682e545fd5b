using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Storage;

/// <summary>
/// What etcd is to a real server: versions of objects under one global revision, written by compare-and-swap.
/// Objects are immutable; a reader holds a snapshot and no lock.
/// </summary>
internal sealed class ObjectStore(int historyLength)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Collection> _collections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);

    // A real cluster's first objects have a revision over 0, and 0 means "any" to a watch.
    private long _revision = 1;
    private long _compacted;

    /// <summary>Called after each change, outside of the store's lock, with the resource's storage name.</summary>
    public event Action<string, StoreEvent>? Changed;

    public long Revision
    {
        get
        {
            lock (_gate)
                return _revision;
        }
    }

    public StoredObject? Get(string resource, string ns, string name) =>
        Read(resource).Objects.GetValueOrDefault(StoredObject.KeyOf(ns, name));

    public Snapshot Read(string resource)
    {
        lock (_gate)
            return new(Of(resource).Objects, _revision);
    }

    public EventLog Log(string resource)
    {
        lock (_gate)
            return Of(resource).Log;
    }

    /// <summary>True while an object of that uid is stored.</summary>
    public bool HasUid(string uid)
    {
        lock (_gate)
            return _uids.Contains(uid);
    }

    /// <summary>All objects of all resources.</summary>
    public IReadOnlyList<(string Resource, StoredObject Object)> ReadAll()
    {
        KeyValuePair<string, ImmutableSortedDictionary<string, StoredObject>>[] all;
        lock (_gate)
            all = [.. _collections.Select(c => KeyValuePair.Create(c.Key, c.Value.Objects))];

        return [.. all.SelectMany(c => c.Value.Values.Select(o => (c.Key, o)))];
    }

    /// <summary>Stores a new object, which now belongs to the store.</summary>
    /// <returns>Null when there is one of that name.</returns>
    public StoredObject? Create(string resource, JsonObject value)
    {
        StoreEvent change;
        lock (_gate)
        {
            Collection collection = Of(resource);
            JsonObject? metadata = value.Object("metadata");
            string key = StoredObject.KeyOf(metadata.Text("namespace") ?? "", metadata.Text("name") ?? "");
            if (collection.Objects.ContainsKey(key))
                return null;

            change = new(StoreEventType.Added, _revision + 1, new StoredObject(value, _revision + 1), Previous: null);
            _ = _uids.Add(change.Object.Uid);
            collection.Objects = collection.Objects.Add(key, change.Object);
            Commit(collection, change);
        }

        Changed?.Invoke(resource, change);
        return change.Object;
    }

    /// <summary>Replaces <paramref name="expected"/>; the new value now belongs to the store.</summary>
    /// <returns>Null when the object isn't that version any more.</returns>
    public StoredObject? Update(string resource, StoredObject expected, JsonObject value)
    {
        StoreEvent change;
        lock (_gate)
        {
            Collection collection = Of(resource);
            if (collection.Objects.GetValueOrDefault(expected.Key) != expected)
                return null;

            change = new(StoreEventType.Modified, _revision + 1, new StoredObject(value, _revision + 1), expected);
            collection.Objects = collection.Objects.SetItem(expected.Key, change.Object);
            Commit(collection, change);
        }

        Changed?.Invoke(resource, change);
        return change.Object;
    }

    /// <summary>Removes <paramref name="expected"/>.</summary>
    /// <param name="resource">Storage name of the resource.</param>
    /// <param name="expected">The version to remove.</param>
    /// <param name="last">Its last state where that differs (a deletionTimestamp, say).</param>
    /// <returns>False when the object isn't that version any more.</returns>
    public bool Delete(string resource, StoredObject expected, JsonObject? last = null)
    {
        StoreEvent change;
        lock (_gate)
        {
            Collection collection = Of(resource);
            if (collection.Objects.GetValueOrDefault(expected.Key) != expected)
                return false;

            change = new(StoreEventType.Deleted, _revision + 1, new StoredObject(last ?? expected.Copy(), _revision + 1), expected);
            _ = _uids.Remove(expected.Uid);
            collection.Objects = collection.Objects.Remove(expected.Key);
            Commit(collection, change);
        }

        Changed?.Invoke(resource, change);
        return true;
    }

    /// <summary>Forgets the history of all resources: watches from an older resourceVersion get 410.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _compacted = _revision;
            foreach (Collection collection in _collections.Values)
                collection.Log.Compact(_revision);
        }
    }

    public static long? ParseRevision(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long revision) ? revision : null;

    private void Commit(Collection collection, StoreEvent change)
    {
        _revision = change.Revision;
        collection.Log.Append(change);
    }

    private Collection Of(string resource)
    {
        if (!_collections.TryGetValue(resource, out Collection? collection))
        {
            // Nothing happened to this resource before, so any earlier revision can be resumed that isn't forgotten for all.
            collection = new(new EventLog(historyLength, _compacted));
            _collections.Add(resource, collection);
        }

        return collection;
    }

    private sealed class Collection(EventLog log)
    {
        public EventLog Log { get; } = log;

        public ImmutableSortedDictionary<string, StoredObject> Objects { get; set; } =
            ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);
    }
}
