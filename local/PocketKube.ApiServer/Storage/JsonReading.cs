using System.Text.Json;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Storage;

/// <summary>Reads JSON of unknown shape: a value that is absent or of another type is null.</summary>
internal static class JsonReading
{
    public static JsonObject? Object(this JsonNode? node, string name) =>
        node is JsonObject parent && parent.TryGetPropertyValue(name, out JsonNode? child) ? child as JsonObject : null;

    public static JsonArray? Array(this JsonNode? node, string name) =>
        node is JsonObject parent && parent.TryGetPropertyValue(name, out JsonNode? child) ? child as JsonArray : null;

    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject parent && parent.TryGetPropertyValue(name, out JsonNode? child) ? child.AsText() : null;

    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool? Flag(this JsonNode? node, string name) =>
        node is JsonObject parent && parent.TryGetPropertyValue(name, out JsonNode? child) && child is JsonValue value
            ? value.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            }
            : null;

    public static long? Number(this JsonNode? node, string name) =>
        node is JsonObject parent && parent.TryGetPropertyValue(name, out JsonNode? child) ? child.AsInteger() : null;

    public static long? AsInteger(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
            return null;

        if (value.TryGetValue(out long whole))
            return whole;

        if (value.TryGetValue(out int small))
            return small;

        return value.TryGetValue(out double real) && real % 1 == 0 && Math.Abs(real) < 9e15 ? (long)real : null;
    }

    /// <summary>The child object of that name, made when it isn't there.</summary>
    public static JsonObject Ensure(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
            return child;

        child = [];
        parent[name] = child;
        return child;
    }

    /// <summary>Sets a field only where it is absent.</summary>
    public static void Default(this JsonObject parent, string name, JsonNode value)
    {
        if (!parent.ContainsKey(name))
            parent[name] = value;
    }
}
