using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Errors;

/// <summary>What is wrong with one field.</summary>
/// <param name="Reason">The cause's reason, such as <c>FieldValueRequired</c>.</param>
/// <param name="Field">Path of the field, <c>spec.contexts[0].name</c>.</param>
/// <param name="Message">The sentence without the path.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {GoValue.Quote(value)}: {detail}");

    /// <summary>A rule in CEL doesn't hold: only a scalar is shown, and the object as a whole is called <c>&lt;nil&gt;</c>.</summary>
    public static FieldError RuleBroken(string field, JsonNode value, string message) =>
        new(
            "FieldValueInvalid",
            field.Length == 0 ? "<nil>" : field,
            value is JsonValue ? $"Invalid value: {GoValue.Quote(value)}: {message}" : $"Invalid value: {message}"
        );

    public static FieldError TypeInvalid(string field, JsonNode? value, string detail) =>
        new("FieldValueTypeInvalid", field, $"Invalid value: {GoValue.Quote(value)}: {detail}");

    public static FieldError NotSupported(string field, JsonNode? value, IEnumerable<string> supported) =>
        new(
            "FieldValueNotSupported",
            field,
            $"Unsupported value: {GoValue.Quote(value)}: supported values: {string.Join(", ", supported.Select(GoValue.Quote))}"
        );

    public static FieldError Duplicate(string field, JsonNode? value) =>
        new("FieldValueDuplicate", field, $"Duplicate value: {GoValue.Quote(value)}");

    public static FieldError NotFound(string field, JsonNode? value) =>
        new("FieldValueNotFound", field, $"Not found: {GoValue.Quote(value)}");

    public static FieldError TooLong(string field, string detail) => new("FieldValueTooLong", field, $"Too long: {detail}");

    public static FieldError TooMany(string field, int actual, int most) =>
        new("FieldValueTooMany", field, $"Too many: {actual}: must have at most {most} items");

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public JsonNode ToCause() =>
        new JsonObject
        {
            ["reason"] = Reason,
            ["message"] = Message,
            ["field"] = Field,
        };

    public override string ToString() => $"{Field}: {Message}";
}
