using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Crd;

/// <summary>Fills in what a schema has a default for.</summary>
internal static class SchemaDefaulter
{
    /// <summary>Sets defaults in place, from the outside in: a default of an object gets those of its fields.</summary>
    public static void Default(JsonNode? value, StructuralSchema schema)
    {
        if (!schema.HasDefaults)
            return;

        switch (value)
        {
            case JsonObject map:
                foreach ((string? name, StructuralSchema? property) in schema.Properties)
                {
                    if (
                        property.Default is { } given
                        && (!map.TryGetPropertyValue(name, out JsonNode? there) || (there is null && !property.Nullable))
                    )
                    {
                        map[name] = given.DeepClone();
                    }
                }

                foreach ((string? name, JsonNode? child) in map)
                {
                    if (
                        (schema.Properties.TryGetValue(name, out StructuralSchema? property) ? property : schema.AdditionalProperties) is
                        { } childSchema
                    )
                    {
                        Default(child, childSchema);
                    }
                }

                break;
            case JsonArray array when schema.Items is { } items:
                foreach (JsonNode? item in array)
                    Default(item, items);

                break;
            default:
                break;
        }
    }
}
