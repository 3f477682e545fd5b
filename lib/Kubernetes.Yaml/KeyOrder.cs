using System.Text.Json.Nodes;

namespace Kubernetes.Yaml;

/// <summary>Puts the keys of JSON objects in ordinal order, so that documents made from them never differ by chance.</summary>
public static class KeyOrder
{
    /// <summary>A copy whose objects, at every depth, have their keys in order. Lists keep theirs.</summary>
    public static JsonObject Sorted(JsonObject node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new(node.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => KeyValuePair.Create(p.Key, Copy(p.Value))));
    }

    private static JsonNode? Copy(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonObject o => Sorted(o),
            JsonArray a => new JsonArray([.. a.Select(Copy)]),
            _ => node.DeepClone(),
        };
}
