using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KubeTask.Local.ApiServer.Resources;
using KubeTask.Local.ApiServer.Tables.Printers;

namespace KubeTask.Local.ApiServer.Tables;

/// <summary>Prints as kube-apiserver does: built-in kinds by printers of their own, custom resources by their columns.</summary>
public sealed class TableRenderer(TimeProvider time) : ITableRenderer
{
    // Definitions are told apart by reference: a changed CustomResourceDefinition is a new one.
    private readonly ConditionalWeakTable<ResourceDefinition, IPrinter> _printers = [];

    /// <inheritdoc/>
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
