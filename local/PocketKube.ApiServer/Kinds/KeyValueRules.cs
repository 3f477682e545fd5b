using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of ConfigMaps and Secrets.</summary>
internal sealed partial class KeyValueRules(bool secret) : ObjectRules
{
    private const int MostBytes = 1024 * 1024;

    private static readonly string[] s_fields = ["data", "binaryData"];

    public override void Default(JsonObject value)
    {
        if (!secret)
            return;

        value.Default("type", "Opaque");
        if (value.Object("stringData") is { } texts)
        {
            JsonObject content = value.Ensure("data");
            foreach ((string? key, JsonNode? text) in texts)
            {
                content[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.AsText() ?? ""));
            }

            _ = value.Remove("stringData");
        }
    }

    public override void Validate(JsonObject value, List<FieldError> errors)
    {
        long total = 0;
        foreach (string field in s_fields)
        {
            foreach ((string? key, JsonNode? text) in value.Object(field) ?? [])
            {
                if (!Key().IsMatch(key) || key is "." or ".." || key.Length > 253)
                {
                    errors.Add(
                        FieldError.Invalid(
                            $"{field}[{key}]",
                            JsonValue.Create(key),
                            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
                                + "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
                        )
                    );
                }

                string content = text.AsText() ?? "";
                total += secret || field == "binaryData" ? content.Length / 4 * 3 : Encoding.UTF8.GetByteCount(content);
            }
        }

        if (total > MostBytes)
            errors.Add(FieldError.TooLong(secret ? "data" : "[]", $"may not be more than {MostBytes} bytes"));
    }

    public override void ValidateUpdate(JsonObject value, JsonObject current, List<FieldError> errors)
    {
        if (secret && value.Text("type") != current.Text("type"))
            errors.Add(FieldError.Invalid("type", value["type"], "field is immutable"));

        if (current.Flag("immutable") != true)
            return;

        const string Why = "field is immutable when `immutable` is set";
        if (value.Flag("immutable") != true)
            errors.Add(FieldError.Forbidden("immutable", Why));

        foreach (string field in s_fields)
        {
            if (!JsonNode.DeepEquals(value[field], current[field]))
                errors.Add(FieldError.Forbidden(field, Why));
        }
    }

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex Key();
}
