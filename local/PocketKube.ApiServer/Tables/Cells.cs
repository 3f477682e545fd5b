using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables;

/// <summary>Cells that many kinds have.</summary>
internal static class Cells
{
    public const string Unknown = "<unknown>";

    public static string Name(JsonObject obj) => obj.At("metadata", "name").Text();

    public static string Age(JsonObject obj, DateTimeOffset now) => Since(obj.At("metadata", "creationTimestamp"), now);

    public static string Since(JsonNode? time, DateTimeOffset now) => time.Time() is { } t ? HumanDuration.Format(now - t) : Unknown;

    /// <summary>Names and images of a pod template's containers.</summary>
    public static (string Names, string Images) Containers(JsonObject obj)
    {
        var containers = obj.At("spec", "template", "spec", "containers").Objects().ToList();
        return (
            string.Join(',', containers.Select(static c => c["name"].Text())),
            string.Join(',', containers.Select(static c => c["image"].Text()))
        );
    }

    /// <summary>Labels as a selector writes them, <c>a=b,c=d</c>.</summary>
    public static string Labels(JsonNode? labels) =>
        string.Join(
                ',',
                ((labels as JsonObject) ?? [])
                    .OrderBy(static l => l.Key, StringComparer.Ordinal)
                    .Select(static l => $"{l.Key}={l.Value.Text()}")
            )
            .OrNone();

    /// <summary>A LabelSelector as kubectl's <c>-l</c> takes it.</summary>
    public static string Selector(JsonNode? selector)
    {
        IOrderedEnumerable<(string Key, string Text)> requirements = ((selector.At("matchLabels") as JsonObject) ?? [])
            .Select(static l => (l.Key, Text: $"{l.Key}={l.Value.Text()}"))
            .Concat(selector.At("matchExpressions").Objects().Select(static e => (Key: e["key"].Text(), Text: Requirement(e))))
            .OrderBy(static r => r.Key, StringComparer.Ordinal);
        return string.Join(',', requirements.Select(static r => r.Text)).OrNone();
    }

    private static string Requirement(JsonObject expression)
    {
        string key = expression["key"].Text();
        string values = string.Join(
            ',',
            ((expression["values"] as JsonArray) ?? []).Select(static v => v.Text()).Order(StringComparer.Ordinal)
        );
        return expression["operator"].Text() switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => "!" + key,
            _ => key,
        };
    }
}
