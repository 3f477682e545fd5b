using System.Text.Json.Nodes;

namespace KubeTask.Yaml;

/// <summary>Sorts the keys of JSON objects in ordinal order, so that generated documents are reproducible.</summary>
public static class KeyOrder
{
    /// <summary>A copy in which the objects at every depth have sorted keys. Lists keep their order.</summary>
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
