using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables;

/// <summary>Reads fields of objects that may lack them.</summary>
internal static class JsonFields
{
    /// <summary>The value below these keys; null where one of them is missing.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
            node = (node as JsonObject)?[key];

        return node;
    }

    /// <summary>The string, or empty.</summary>
    public static string Text(this JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : "";

    /// <summary>The whole number, or null.</summary>
    public static long? Number(this JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number
        && long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    public static bool IsTrue(this JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;

    /// <summary>The time, or null where there is none that can be read.</summary>
    public static DateTimeOffset? Time(this JsonNode? node) =>
        DateTimeOffset.TryParse(node.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    /// <summary>The list's objects; none where there is no list.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>How many elements or keys there are.</summary>
    public static long Count(this JsonNode? node) =>
        node switch
        {
            JsonArray a => a.Count,
            JsonObject o => o.Count,
            _ => 0,
        };

    /// <summary>Whether the object's status has this condition with status True.</summary>
    public static bool HasCondition(this JsonObject obj, string type) =>
        obj.At("status", "conditions").Objects().Any(c => c["type"].Text() == type && c["status"].Text() == "True");

    public static string OrNone(this string text) => text.Length == 0 ? "<none>" : text;
}
