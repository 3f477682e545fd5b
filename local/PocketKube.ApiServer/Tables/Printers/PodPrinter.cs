using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables.Printers;

/// <summary>Pods: one word that sums up all containers, as kube-apiserver 1.32 picks it.</summary>
internal sealed class PodPrinter : IPrinter
{
    public ImmutableArray<Column> Columns { get; } =
    [
        Column.ObjectName,
        new("Ready", "string", "The aggregate readiness state of this pod for accepting traffic."),
        new("Status", "string", "The aggregate status of the containers in this pod."),
        new(
            "Restarts",
            "string",
            "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted."
        ),
        Column.Age,
        new("IP", "string", "The pod's address.", 1),
        new("Node", "string", "The node that runs the pod.", 1),
        new("Nominated Node", "string", "The node that the pod will run on once others have made room.", 1),
        new("Readiness Gates", "string", "How many of the conditions that readiness waits for are true.", 1),
    ];

    public JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var summary = PodSummary.Of(obj);
        string restarts = summary.Restarts.ToString(CultureInfo.InvariantCulture);
        if (summary is { Restarts: > 0, LastRestart: { } last })
            restarts += $" ({HumanDuration.Format(now - last)} ago)";

        JsonNode? status = obj["status"];
        return
        [
            Tables.Cells.Name(obj),
            $"{summary.Ready}/{summary.Total}",
            summary.Reason,
            restarts,
            Tables.Cells.Age(obj, now),
            Address(status).OrNone(),
            obj.At("spec", "nodeName").Text().OrNone(),
            status.At("nominatedNodeName").Text().OrNone(),
            Gates(obj),
        ];
    }

    public JsonArray? Conditions(JsonObject obj) =>
        obj.At("status", "phase").Text() switch
        {
            "Succeeded" => Completed("Succeeded", "The pod has completed successfully."),
            "Failed" => Completed("Failed", "The pod failed."),
            _ => null,
        };

    private static JsonArray Completed(string reason, string message) =>
        [
            new JsonObject
            {
                ["type"] = "Completed",
                ["status"] = "True",
                ["reason"] = reason,
                ["message"] = message,
            },
        ];

    private static string Address(JsonNode? status) =>
        status.At("podIPs").Objects().FirstOrDefault()?["ip"].Text() is { Length: > 0 } ip ? ip : status.At("podIP").Text();

    private static string Gates(JsonObject pod)
    {
        var gates = pod.At("spec", "readinessGates").Objects().ToList();
        return gates.Count == 0 ? "<none>" : $"{gates.Count(g => pod.HasCondition(g["conditionType"].Text()))}/{gates.Count}";
    }
}
