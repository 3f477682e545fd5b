using System.Globalization;
using System.Text;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Lists objects in pages of one consistent snapshot.</summary>
internal sealed class ResourceLister(ObjectStore store)
{
    private const int SnapshotsKept = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Resource, Snapshot Snapshot)> _snapshots = new();

    /// <exception cref="StatusException">400: not a token of this server. 410: its snapshot is no longer kept.</exception>
    public ListPage List(ResourceDefinition resource, ListOptions options)
    {
        Snapshot? snapshot = options.Continue.Length == 0 ? store.Read(resource.QualifiedResource) : null;
        string after = "";
        if (snapshot is null)
            (snapshot, after) = Resume(resource, options.Continue);

        var items = new List<StoredObject>();
        bool more = false;
        foreach (StoredObject candidate in Candidates(snapshot, options))
        {
            if (after.Length > 0 && string.CompareOrdinal(candidate.Key, after) <= 0)
                continue;

            if (!options.Matches(candidate))
                continue;

            if (items.Count == options.Limit)
            {
                more = true;
                break;
            }

            items.Add(candidate);
        }

        if (!more)
            return new(items, snapshot.Revision, "", null);

        Keep(resource, snapshot);
        string last = items[^1].Key;
        int? remaining =
            options.Labels.IsEmpty && options.Fields.IsEmpty
                ? snapshot.Objects.Values.Count(o => string.CompareOrdinal(o.Key, last) > 0 && options.Matches(o))
                : null;
        string token = $"{snapshot.Revision.ToString(CultureInfo.InvariantCulture)}\n{last}";
        return new(items, snapshot.Revision, Convert.ToBase64String(Encoding.UTF8.GetBytes(token)), remaining);
    }

    private static IEnumerable<StoredObject> Candidates(Snapshot snapshot, ListOptions options)
    {
        string? single = options.Name.Length > 0 ? options.Name : options.Fields.SingleName;
        if (single is null || options.Namespace.Length == 0)
            return snapshot.Objects.Values;

        return snapshot.Objects.TryGetValue(StoredObject.KeyOf(options.Namespace, single), out StoredObject? one) ? [one] : [];
    }

    private (Snapshot Snapshot, string After) Resume(ResourceDefinition resource, string token)
    {
        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split('\n', 2);
        }
        catch (FormatException)
        {
            parts = [];
        }

        if (parts.Length != 2 || ObjectStore.ParseRevision(parts[0]) is not { } revision)
            throw Failures.BadRequest("continue key is not valid: it wasn't made by this server");

        lock (_gate)
        {
            foreach ((string? kept, Snapshot? snapshot) in _snapshots)
            {
                if (kept == resource.QualifiedResource && snapshot.Revision == revision)
                    return (snapshot, parts[1]);
            }
        }

        throw Failures.Expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new "
                + "list without the continue parameter."
        );
    }

    private void Keep(ResourceDefinition resource, Snapshot snapshot)
    {
        lock (_gate)
        {
            if (_snapshots.Any(s => s.Resource == resource.QualifiedResource && s.Snapshot.Revision == snapshot.Revision))
                return;

            _ = _snapshots.AddFirst((resource.QualifiedResource, snapshot));
            if (_snapshots.Count > SnapshotsKept)
                _snapshots.RemoveLast();
        }
    }
}
