using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables.Printers;

/// <summary>Events of both API groups, which name some fields differently.</summary>
internal sealed class EventPrinter : IPrinter
{
    public ImmutableArray<Column> Columns { get; } =
    [
        new("Last Seen", "string", "The time at which the most recent occurrence of this event was recorded."),
        new("Type", "string", "Type of this event (Normal, Warning), new types could be added in the future"),
        new(
            "Reason",
            "string",
            "A short, machine understandable string that gives the reason for the transition into the object's current status."
        ),
        new("Object", "string", "The object that this event is about."),
        new("Subobject", "string", "The part of the object that it is about, if not all of it.", 1),
        new("Source", "string", "The component reporting this event.", 1),
        new("Message", "string", "A human-readable description of the status of this operation."),
        new("First Seen", "string", "The time at which the event was first recorded.", 1),
        new("Count", "string", "The number of times this event has occurred.", 1),
        Column.ObjectName with
        {
            Priority = 1,
        },
    ];

    public JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        string first = Tables.Cells.Since(obj["firstTimestamp"] ?? obj["deprecatedFirstTimestamp"] ?? obj["eventTime"], now);
        JsonNode? lastTime = obj.At("series", "lastObservedTime") ?? obj["lastTimestamp"] ?? obj["deprecatedLastTimestamp"];
        JsonNode? about = obj["involvedObject"] ?? obj["regarding"];
        string name = about.At("name").Text();
        string kind = about.At("kind").Text().ToLowerInvariant();
        return
        [
            lastTime is null ? first : Tables.Cells.Since(lastTime, now),
            obj["type"].Text(),
            obj["reason"].Text(),
            name.Length == 0 ? kind : $"{kind}/{name}",
            about.At("fieldPath").Text(),
            Source(obj),
            (obj["message"] ?? obj["note"]).Text().Trim(),
            first,
            obj.At("series", "count").Number() ?? (obj["count"] ?? obj["deprecatedCount"]).Number() ?? 1,
            Tables.Cells.Name(obj),
        ];
    }

    private static string Source(JsonObject obj)
    {
        JsonNode? source = obj["source"] ?? obj["deprecatedSource"];
        string component = FirstOf(source.At("component"), obj["reportingComponent"] ?? obj["reportingController"]);
        string instance = FirstOf(source.At("host"), obj["reportingInstance"]);
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }

    private static string FirstOf(JsonNode? one, JsonNode? other) => one.Text() is { Length: > 0 } text ? text : other.Text();
}
