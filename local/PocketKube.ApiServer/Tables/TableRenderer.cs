using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Tables.Printers;

namespace PocketKube.ApiServer.Tables;

/// <summary>
/// Makes the <c>meta.k8s.io/v1 Table</c> that <c>kubectl get</c> prints, as kube-apiserver does: built-in kinds by printers of their own,
/// custom resources by their columns.
/// </summary>
internal sealed class TableRenderer(TimeProvider time)
{
    // Definitions are told apart by reference: a changed CustomResourceDefinition is a new one.
    private readonly ConditionalWeakTable<ResourceDefinition, IPrinter> _printers = [];

    /// <summary>Renders objects as one Table, with one row each and in their order.</summary>
    /// <param name="resource">What the objects are.</param>
    /// <param name="objects">Snapshots shared with other readers: never mutate them, deep-clone what goes into a row.</param>
    /// <param name="listMetadata">
    /// Metadata of the list (resourceVersion, continue, remainingItemCount); null for a single object or a watch event. It belongs to the
    /// renderer.
    /// </param>
    /// <param name="includeHeaders">False for every event of a watch but the first: no columnDefinitions.</param>
    /// <param name="includeObject"><c>Metadata</c> (the default: PartialObjectMetadata), <c>Object</c> or <c>None</c>.</param>
    /// <param name="version"><c>v1</c> or <c>v1beta1</c> of <c>meta.k8s.io</c>.</param>
    public JsonObject Render(
        ResourceDefinition resource,
        IReadOnlyList<JsonObject> objects,
        JsonObject? listMetadata,
        bool includeHeaders,
        string includeObject,
        string version
    )
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(objects);
        IPrinter printer = _printers.GetValue(resource, static r =>
            r.IsCustom ? new CustomResourcePrinter(r.PrinterColumns) : BuiltInPrinters.For(r)
        );
        DateTimeOffset now = time.GetUtcNow();
        string apiVersion = "meta.k8s.io/" + version;
        return new()
        {
            ["kind"] = "Table",
            ["apiVersion"] = apiVersion,
            ["metadata"] = listMetadata ?? MetadataOf(objects),
            ["columnDefinitions"] = includeHeaders ? new JsonArray([.. printer.Columns.Select(static c => c.ToJson())]) : null,
            ["rows"] = new JsonArray([.. objects.Select(o => Row(printer, o, now, includeObject, apiVersion))]),
        };
    }

    private static JsonObject MetadataOf(IReadOnlyList<JsonObject> objects) =>
        objects is [var single] ? new() { ["resourceVersion"] = single.At("metadata", "resourceVersion").Text() } : [];

    private static JsonObject Row(IPrinter printer, JsonObject obj, DateTimeOffset now, string includeObject, string apiVersion)
    {
        var row = new JsonObject { ["cells"] = printer.Cells(obj, now) };
        if (printer.Conditions(obj) is { } conditions)
            row["conditions"] = conditions;

        row["object"] = includeObject switch
        {
            "None" => null,
            "Object" => obj.DeepClone(),
            _ => new JsonObject
            {
                ["kind"] = "PartialObjectMetadata",
                ["apiVersion"] = apiVersion,
                ["metadata"] = obj["metadata"]?.DeepClone(),
            },
        };
        return row;
    }
}
