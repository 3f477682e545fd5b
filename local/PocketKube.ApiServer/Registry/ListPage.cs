using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects, in the order of their keys.</param>
/// <param name="Revision">Revision of the snapshot that the whole list is of.</param>
/// <param name="Continue">Token for the next page, or empty.</param>
/// <param name="Remaining">How many objects follow; null where a selector makes that unknown, or none do.</param>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long Revision, string Continue, int? Remaining)
{
    /// <summary>The metadata of a list of whole custom objects, which has its <c>continue</c> even where that is empty.</summary>
    public JsonObject ToMetadata(ResourceDefinition resource)
    {
        JsonObject metadata = ToMetadata();
        if (resource.IsCustom)
            metadata["continue"] = Continue;

        return metadata;
    }

    public JsonObject ToMetadata()
    {
        var metadata = new JsonObject { ["resourceVersion"] = Revision.ToString(CultureInfo.InvariantCulture) };
        if (Continue.Length > 0)
            metadata["continue"] = Continue;

        if (Remaining is { } remaining)
            metadata["remainingItemCount"] = remaining;

        return metadata;
    }
}
