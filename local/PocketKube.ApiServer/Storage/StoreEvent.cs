namespace PocketKube.ApiServer.Storage;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One change of one object.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Revision">The store's revision that the change made.</param>
/// <param name="Object">The object after the change; for a deletion its last state, with the deletion's resourceVersion.</param>
/// <param name="Previous">The object before the change; null for Added.</param>
internal sealed record StoreEvent(StoreEventType Type, long Revision, StoredObject Object, StoredObject? Previous);
