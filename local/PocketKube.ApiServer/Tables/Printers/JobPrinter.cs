using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables.Printers;

/// <summary>Jobs, as kube-apiserver 1.32 shows them.</summary>
internal sealed class JobPrinter : IPrinter
{
    // The first that is true names the status.
    private static readonly string[] s_beforeDeletion = ["Complete", "Failed"];
    private static readonly string[] s_afterDeletion = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];

    public ImmutableArray<Column> Columns { get; } =
    [
        Column.ObjectName,
        new("Status", "string", "Status of the job."),
        new("Completions", "string", "The number of pods which reached phase Succeeded."),
        new("Duration", "string", "Time required to complete the job."),
        Column.Age,
        new("Containers", "string", "Names of each container in the template.", 1),
        new("Images", "string", "Images referenced by each container in the template.", 1),
        new("Selector", "string", "A label query over pods that should match the pod count.", 1),
    ];

    public JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        (string? names, string? images) = Tables.Cells.Containers(obj);
        return
        [
            Tables.Cells.Name(obj),
            Status(obj),
            Completions(obj),
            Duration(obj["status"], now),
            Tables.Cells.Age(obj, now),
            names,
            images,
            Tables.Cells.Selector(obj.At("spec", "selector")),
        ];
    }

    private static string Status(JsonObject job) =>
        s_beforeDeletion.FirstOrDefault(job.HasCondition)
        ?? (
            job.At("metadata", "deletionTimestamp") is not null
                ? "Terminating"
                : s_afterDeletion.FirstOrDefault(job.HasCondition) ?? "Running"
        );

    private static string Completions(JsonObject job)
    {
        long succeeded = job.At("status", "succeeded").Number() ?? 0;
        return job.At("spec", "completions").Number() is { } wanted ? $"{succeeded}/{wanted}"
            : job.At("spec", "parallelism").Number() is { } parallelism and > 1 ? $"{succeeded}/1 of {parallelism}"
            : $"{succeeded}/1";
    }

    private static string Duration(JsonNode? status, DateTimeOffset now) =>
        status.At("startTime").Time() is { } start ? HumanDuration.Format((status.At("completionTime").Time() ?? now) - start) : "";
}
