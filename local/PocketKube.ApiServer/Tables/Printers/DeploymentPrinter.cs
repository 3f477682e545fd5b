using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables.Printers;

internal sealed class DeploymentPrinter : IPrinter
{
    public ImmutableArray<Column> Columns { get; } =
    [
        Column.ObjectName,
        new("Ready", "string", "Number of the pod with ready state"),
        new("Up-to-date", "string", "Total number of non-terminated pods targeted by this deployment that have the desired template spec."),
        new("Available", "string", "Total number of available pods (ready for at least minReadySeconds) targeted by this deployment."),
        Column.Age,
        new("Containers", "string", "Names of each container in the template.", 1),
        new("Images", "string", "Images referenced by each container in the template.", 1),
        new("Selector", "string", "Label selector for pods.", 1),
    ];

    public JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        JsonNode? status = obj["status"];
        (string? names, string? images) = Tables.Cells.Containers(obj);
        return
        [
            Tables.Cells.Name(obj),
            $"{status.At("readyReplicas").Number() ?? 0}/{obj.At("spec", "replicas").Number() ?? 1}",
            status.At("updatedReplicas").Number() ?? 0,
            status.At("availableReplicas").Number() ?? 0,
            Tables.Cells.Age(obj, now),
            names,
            images,
            Tables.Cells.Selector(obj.At("spec", "selector")),
        ];
    }
}
