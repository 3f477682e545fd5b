using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeTask.Testing.Transcripts;

/// <summary>Finds a place in JSON by names and indices, such as <c>items.0.metadata.name</c>; <c>\.</c> is a dot in a name.</summary>
public static class JsonPaths
{
    public static JsonNode? Find(JsonNode? root, string path) =>
        Parts(path)
            .Aggregate(root, (node, part) => node switch
                {
                    JsonObject map => map[part],
                    JsonArray list when int.TryParse(part, CultureInfo.InvariantCulture, out int index) && index < list.Count => list[
                        index
                    ],
                    _ => null,
                });

    /// <summary>Removes the field at <paramref name="path"/>; <c>*</c> stands for every element of a list.</summary>
    public static void Remove(JsonNode? root, string path) => Remove(root, Parts(path));

    private static void Remove(JsonNode? node, string[] parts)
    {
        if (node is JsonArray list && parts is ["*", .. var rest])
        {
            foreach (JsonNode? element in list)
                Remove(element, rest);
        }
        else if (node is JsonObject map && parts is [var last])
        {
            map.Remove(last);
        }
        else if (parts.Length > 1)
        {
            Remove(Find(node, parts[0].Replace(".", "\\.", StringComparison.Ordinal)), parts[1..]);
        }
    }

    private static string[] Parts(string path) =>
        [.. path.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').Select(p => p.Replace('\0', '.'))];
}
