using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>Checks a valid value against the CEL rules of its schema, with the messages of a real server.</summary>
internal static class CelValidator
{
    /// <summary>The rules about what is there.</summary>
    public static void Validate(JsonObject value, StructuralSchema schema, List<FieldError> errors) =>
        Check(value, null, schema, "", transitions: false, errors);

    /// <summary>The rules about a change.</summary>
    public static void ValidateUpdate(JsonObject value, JsonObject before, StructuralSchema schema, List<FieldError> errors) =>
        Check(value, before, schema, "", transitions: true, errors);

    private static void Check(
        JsonNode? value,
        JsonNode? before,
        StructuralSchema schema,
        string path,
        bool transitions,
        List<FieldError> errors
    )
    {
        if (value is null || !schema.HasRules || (transitions && before is null))
            return;

        foreach (CelRule? rule in schema.Rules.Where(r => r.IsTransition == transitions))
            rule.Check(value, before, path, errors);

        switch (value)
        {
            case JsonObject map:
                foreach ((string? name, JsonNode? child) in map)
                {
                    JsonNode? former = (before as JsonObject)?[name];
                    if (schema.Properties.TryGetValue(name, out StructuralSchema? property))
                    {
                        Check(child, former, property, path.Length == 0 ? name : $"{path}.{name}", transitions, errors);
                    }
                    else if (schema.AdditionalProperties is { } values)
                    {
                        Check(child, former, values, $"{path}[{name}]", transitions, errors);
                    }
                }

                break;
            case JsonArray array when schema.Items is { } items:
                for (int i = 0; i < array.Count; i++)
                {
                    Check(
                        array[i],
                        Former(array[i], before as JsonArray, schema),
                        items,
                        $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]",
                        transitions,
                        errors
                    );
                }

                break;
            default:
                break;
        }
    }

    /// <summary>What an element was before: known only in a list whose elements have keys.</summary>
    private static JsonNode? Former(JsonNode? element, JsonArray? before, StructuralSchema schema) =>
        schema.ListType == "map"
            ? before?.FirstOrDefault(b =>
                schema.ListMapKeys.All(k => JsonNode.DeepEquals((b as JsonObject)?[k], (element as JsonObject)?[k]))
            )
            : null;
}
