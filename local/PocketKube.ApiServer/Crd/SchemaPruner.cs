using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Crd;

/// <summary>Drops the fields that a schema doesn't have.</summary>
internal static class SchemaPruner
{
    /// <summary>Prunes an object in place; metadata, kind and apiVersion are the caller's.</summary>
    /// <param name="value">The object.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="unknown">Gets the path of each field that was dropped.</param>
    public static void PruneObject(JsonObject value, StructuralSchema schema, List<string> unknown)
    {
        // TypeMeta and ObjectMeta are allowed at the root whether or not the schema says so.
        Prune(value, schema, "", unknown, isResource: true);
    }

    private static void Prune(JsonNode? value, StructuralSchema schema, string path, List<string> unknown, bool isResource)
    {
        switch (value)
        {
            case JsonObject map:
                PruneFields(map, schema, path, unknown, isResource || schema.EmbeddedResource);
                break;
            case JsonArray array when schema.Items is { } items:
                for (int i = 0; i < array.Count; i++)
                    Prune(array[i], items, $"{path}[{i}]", unknown, isResource: false);

                break;
            default:
                break;
        }
    }

    private static void PruneFields(JsonObject map, StructuralSchema schema, string path, List<string> unknown, bool isResource)
    {
        List<string>? dropped = null;
        foreach ((string? name, JsonNode? child) in map)
        {
            if (isResource && IsMeta(name) && path.Length == 0)
                continue;

            if (schema.Properties.TryGetValue(name, out StructuralSchema? property))
            {
                Prune(child, property, Join(path, name), unknown, isResource: false);
            }
            else if (schema.AdditionalProperties is { } values)
            {
                Prune(child, values, Join(path, name), unknown, isResource: false);
            }
            else if (!schema.PreserveUnknownFields && !(isResource && IsMeta(name)))
            {
                (dropped ??= []).Add(name);
            }
        }

        foreach (string name in dropped ?? [])
        {
            unknown.Add(Join(path, name));
            _ = map.Remove(name);
        }
    }

    private static bool IsMeta(string name) => name is "metadata" or "kind" or "apiVersion";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
