using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Crd;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Kinds.PodSpecs;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Kinds;

/// <summary>What Go's decoder does to a built-in kind: a value of another type is an error, null is absence.</summary>
internal static class BuiltInDecoder
{
    /// <summary>Checks the types of an object in place and takes out its nulls.</summary>
    /// <exception cref="StatusException">400, with the field's path.</exception>
    public static void Decode(ResourceDefinition resource, JsonObject value, StructuralSchema schema) =>
        _ = Check(resource, value, schema, "");

    /// <returns>The value to keep where it has to be another one (a quantity in another form); else null.</returns>
    private static JsonValue? Check(ResourceDefinition resource, JsonNode value, StructuralSchema schema, string path)
    {
        switch (value)
        {
            case JsonObject map:
                Expect(resource, schema, SchemaType.Object, "object", path);
                foreach ((string? name, JsonNode? child) in map.ToArray())
                {
                    if (child is null)
                    {
                        _ = map.Remove(name);
                    }
                    else if (
                        ChildSchema(schema, name) is { } childSchema
                        && Check(resource, child, childSchema, path.Length == 0 ? name : $"{path}.{name}") is { } better
                    )
                    {
                        map[name] = better;
                    }
                }

                return null;
            case JsonArray array:
                Expect(resource, schema, SchemaType.Array, "array", path);
                for (int i = 0; schema.Items is { } items && i < array.Count; i++)
                {
                    if (array[i] is { } item && Check(resource, item, items, $"{path}[{i}]") is { } better)
                        array[i] = better;
                }

                return null;
            default:
                return CheckScalar(resource, value, schema, path);
        }
    }

    private static StructuralSchema? ChildSchema(StructuralSchema schema, string name) =>
        schema.Properties.TryGetValue(name, out StructuralSchema? property) ? property : schema.AdditionalProperties;

    private static JsonValue? CheckScalar(ResourceDefinition resource, JsonNode value, StructuralSchema schema, string path)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                if (schema.Type is not SchemaType.IntOrString)
                    Expect(resource, schema, SchemaType.String, "string", path);

                CheckFormat(resource, value.GetValue<string>(), schema, path);
                return schema.Format == "quantity" ? Amount(resource, value.GetValue<string>()) : null;
            case JsonValueKind.True or JsonValueKind.False:
                Expect(resource, schema, SchemaType.Boolean, "bool", path);
                return null;
            default:
                string text = value.ToJsonString();
                if (schema.Type == SchemaType.IntOrString)
                    return schema.Format == "quantity" ? Amount(resource, text) : null;

                if (schema.Type is not (SchemaType.Number or SchemaType.Any))
                {
                    Expect(resource, schema, SchemaType.Integer, "number", path);
                    if (
                        !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
                        || (schema.GoType == "int32" && whole is (< int.MinValue or > int.MaxValue))
                    )
                    {
                        throw Wrong(resource, $"number {text}", schema, path);
                    }
                }

                return null;
        }
    }

    /// <summary>A quantity in its canonical form: so it is stored, whatever the client wrote.</summary>
    private static JsonValue Amount(ResourceDefinition resource, string text)
    {
        var amount = Quantity.Parse(text, out string? wrong);
        return wrong is null ? JsonValue.Create(amount.ToString()) : throw Failures.Undecodable(resource, wrong);
    }

    private static void CheckFormat(ResourceDefinition resource, string text, StructuralSchema schema, string path)
    {
        if (schema.Format == "byte" && !Convert.TryFromBase64String(text, new byte[text.Length], out _))
            throw Failures.Undecodable(resource, $"illegal base64 data at field {path}");

        if (
            schema.Format == "date-time"
            && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _)
        )
        {
            throw Failures.Undecodable(resource, $"parsing time \"{text}\" at field {path} as \"2006-01-02T15:04:05Z07:00\"");
        }
    }

    private static void Expect(ResourceDefinition resource, StructuralSchema schema, SchemaType found, string name, string path)
    {
        if (schema.Type != found && schema.Type != SchemaType.Any)
            throw Wrong(resource, name, schema, path);
    }

    private static StatusException Wrong(ResourceDefinition resource, string found, StructuralSchema schema, string path) =>
        Failures.Undecodable(
            resource,
            $"json: cannot unmarshal {found} into Go struct field {resource.Kind}.{path} of type {schema.GoType}"
        );
}
