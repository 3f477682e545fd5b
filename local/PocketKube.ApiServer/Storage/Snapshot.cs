using System.Collections.Immutable;

namespace PocketKube.ApiServer.Storage;

/// <summary>All objects of one resource at one revision.</summary>
internal sealed record Snapshot(ImmutableSortedDictionary<string, StoredObject> Objects, long Revision);
