using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Crd;

/// <summary>Checks a value against its schema, with the messages and field paths of a real server.</summary>
internal static class SchemaValidator
{
    /// <summary>Adds what is wrong with an object. A missing type in the schema allows any.</summary>
    public static void Validate(JsonObject value, StructuralSchema schema, List<FieldError> errors) => Check(value, schema, "", errors);

    private static void Check(JsonNode? value, StructuralSchema schema, string path, List<FieldError> errors)
    {
        if (value is null)
        {
            if (!schema.Nullable && schema.Type != SchemaType.Any)
            {
                errors.Add(
                    FieldError.Invalid(path, JsonValue.Create("null"), $"{path} in body must be of type {TypeName(schema.Type)}: \"null\"")
                );
            }

            return;
        }

        if (!HasType(value, schema.Type))
        {
            string found = FoundType(value);
            errors.Add(
                FieldError.TypeInvalid(
                    path,
                    JsonValue.Create(found),
                    $"{path} in body must be of type {TypeName(schema.Type)}: \"{found}\""
                )
            );
            return;
        }

        CheckEnum(value, schema, path, errors);
        switch (value)
        {
            case JsonObject map:
                CheckMap(map, schema, path, errors);
                break;
            case JsonArray array:
                CheckArray(array, schema, path, errors);
                break;
            default:
                if (value.GetValueKind() == JsonValueKind.String)
                {
                    CheckText(value.GetValue<string>(), schema, path, errors);
                }
                else if (value.GetValueKind() == JsonValueKind.Number)
                {
                    CheckNumber(value, schema, path, errors);
                }

                break;
        }

        CheckAlternatives(value, schema, path, errors);
    }

    private static void CheckMap(JsonObject map, StructuralSchema schema, string path, List<FieldError> errors)
    {
        foreach (string required in schema.Required)
        {
            if (!map.ContainsKey(required))
                errors.Add(FieldError.Required(Join(path, required)));
        }

        if (map.Count > schema.MaxProperties)
            errors.Add(FieldError.TooMany(path, map.Count, schema.MaxProperties.Value));

        if (map.Count < schema.MinProperties)
            errors.Add(FieldError.Invalid(path, map, $"{path} in body should have at least {schema.MinProperties} properties"));

        foreach ((string? name, JsonNode? child) in map)
        {
            if (schema.Properties.TryGetValue(name, out StructuralSchema? property))
            {
                Check(child, property, Join(path, name), errors);
            }
            else if (schema.AdditionalProperties is { } values)
            {
                Check(child, values, Join(path, name), errors);
            }
        }
    }

    private static void CheckArray(JsonArray array, StructuralSchema schema, string path, List<FieldError> errors)
    {
        if (array.Count > schema.MaxItems)
            errors.Add(FieldError.TooMany(path, array.Count, schema.MaxItems.Value));

        if (array.Count < schema.MinItems)
        {
            errors.Add(
                FieldError.Invalid(path, JsonValue.Create(array.Count), $"{path} in body should have at least {schema.MinItems} items")
            );
        }

        for (int i = 0; schema.Items is { } items && i < array.Count; i++)
            Check(array[i], items, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", errors);

        if (schema.ListType is "map" or "set")
            CheckUnique(array, schema, path, errors);
    }

    private static void CheckUnique(JsonArray array, StructuralSchema schema, string path, List<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < array.Count; i++)
        {
            JsonNode? key = array[i];
            if (schema.ListType == "map")
            {
                var keys = new JsonObject();
                foreach (string name in schema.ListMapKeys)
                    keys[name] = (array[i] as JsonObject)?[name]?.DeepClone();

                key = keys;
            }

            if (!seen.Add(key?.ToJsonString() ?? "null"))
                errors.Add(FieldError.Duplicate($"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", key));
        }
    }

    private static void CheckText(string text, StructuralSchema schema, string path, List<FieldError> errors)
    {
        // Lengths are counted in characters of Unicode, as Go's RuneCount does.
        int length = schema.MaxLength is null && schema.MinLength is null ? 0 : text.EnumerateRunes().Count();
        if (length > schema.MaxLength)
            errors.Add(FieldError.TooLong(path, $"may not be more than {schema.MaxLength} bytes"));

        if (length < schema.MinLength)
        {
            errors.Add(
                FieldError.Invalid(path, JsonValue.Create(text), $"{path} in body should be at least {schema.MinLength} chars long")
            );
        }

        if (schema.Pattern is { } pattern && !pattern.IsMatch(text))
            errors.Add(FieldError.Invalid(path, JsonValue.Create(text), $"{path} in body should match '{schema.PatternText}'"));

        bool formatted = schema.Format switch
        {
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
            "byte" => Convert.TryFromBase64String(text, new byte[Encoding.UTF8.GetByteCount(text)], out _),
            _ => true,
        };
        if (!formatted)
        {
            errors.Add(
                FieldError.Invalid(path, JsonValue.Create(text), $"{path} in body must be of type {schema.Format}: {GoValue.Quote(text)}")
            );
        }
    }

    private static void CheckNumber(JsonNode value, StructuralSchema schema, string path, List<FieldError> errors)
    {
        double number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        if (number > schema.Maximum || (schema.ExclusiveMaximum && number >= schema.Maximum))
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    value,
                    $"{path} in body should be less than {(schema.ExclusiveMaximum ? "" : "or equal to ")}{Go(schema.Maximum.Value)}"
                )
            );
        }

        if (number < schema.Minimum || (schema.ExclusiveMinimum && number <= schema.Minimum))
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    value,
                    $"{path} in body should be greater than {(schema.ExclusiveMinimum ? "" : "or equal to ")}{Go(schema.Minimum.Value)}"
                )
            );
        }

        if (schema.MultipleOf is { } step && Math.Abs(number % step) > double.Epsilon)
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be a multiple of {Go(step)}"));

        if (
            schema.Type == SchemaType.Integer
            && ((schema.Format == "int32" && number is (> int.MaxValue or < int.MinValue)) || number is > long.MaxValue or < long.MinValue)
        )
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body must be of type {schema.Format}: {value.ToJsonString()}"));
        }
    }

    private static void CheckEnum(JsonNode value, StructuralSchema schema, string path, List<FieldError> errors)
    {
        if (schema.Enum.IsEmpty || schema.Enum.Any(e => JsonNode.DeepEquals(e, value)))
            return;

        errors.Add(
            FieldError.NotSupported(
                path,
                value,
                schema.Enum.Select(e => e.GetValueKind() == JsonValueKind.String ? e.GetValue<string>() : e.ToJsonString())
            )
        );
    }

    private static void CheckAlternatives(JsonNode value, StructuralSchema schema, string path, List<FieldError> errors)
    {
        foreach (StructuralSchema every in schema.AllOf)
            Check(value, every, path, errors);

        // An int-or-string carries an anyOf that its own type check has already answered.
        if (!schema.AnyOf.IsEmpty && schema.Type != SchemaType.IntOrString && !schema.AnyOf.Any(s => Fits(value, s, path)))
            errors.Add(FieldError.Invalid(path, value, $"{PathInBody(path)} must validate at least one schema (anyOf)"));

        if (!schema.OneOf.IsEmpty)
        {
            int fitting = schema.OneOf.Count(s => Fits(value, s, path));
            if (fitting != 1)
            {
                errors.Add(
                    FieldError.Invalid(
                        path,
                        value,
                        $"{PathInBody(path)} must validate one and only one schema (oneOf). "
                            + $"{(fitting == 0 ? "Found none valid" : $"Found {fitting} valid alternatives")}"
                    )
                );
            }
        }

        if (schema.Not is { } not && Fits(value, not, path))
            errors.Add(FieldError.Invalid(path, value, $"{PathInBody(path)} must not validate the schema (not)"));
    }

    private static bool Fits(JsonNode value, StructuralSchema schema, string path)
    {
        var found = new List<FieldError>();
        Check(value, schema, path, found);
        return found.Count == 0;
    }

    private static bool HasType(JsonNode value, SchemaType type) =>
        type switch
        {
            SchemaType.Any => true,
            SchemaType.Object => value is JsonObject,
            SchemaType.Array => value is JsonArray,
            SchemaType.String => value.GetValueKind() == JsonValueKind.String,
            SchemaType.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            SchemaType.Number => value.GetValueKind() == JsonValueKind.Number,
            SchemaType.Integer => IsInteger(value),
            _ => value.GetValueKind() == JsonValueKind.String || IsInteger(value),
        };

    private static bool IsInteger(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && number % 1 == 0;

    private static string FoundType(JsonNode value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => IsInteger(value) ? "integer" : "number",
            _ => "boolean",
        };

    private static string TypeName(SchemaType type) =>
        type switch
        {
            SchemaType.IntOrString => "integer,string",
            _ => type.ToString().ToLowerInvariant(),
        };

    private static string Go(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string PathInBody(string path) => path.Length == 0 ? "\"\"" : $"\"{path}\"";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
