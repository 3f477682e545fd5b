using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PocketKube.ApiServer.Crd.Cel;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Crd;

/// <summary>A structural schema, read once so that objects can be defaulted, pruned and validated without looking things up.</summary>
internal sealed class StructuralSchema
{
    /// <summary>Accepts any value.</summary>
    public static readonly StructuralSchema Anything = new() { PreserveUnknownFields = true };

    public SchemaType Type { get; init; }

    public string Format { get; init; } = "";

    /// <summary>How Go's error messages name the type of a built-in kind's field; empty for custom resources.</summary>
    public string GoType { get; init; } = "";

    public FrozenDictionary<string, StructuralSchema> Properties { get; init; } = FrozenDictionary<string, StructuralSchema>.Empty;

    public StructuralSchema? Items { get; init; }

    /// <summary>Schema of a map's values; null where there is no map.</summary>
    public StructuralSchema? AdditionalProperties { get; init; }

    public ImmutableArray<string> Required { get; init; } = [];

    public ImmutableArray<JsonNode> Enum { get; init; } = [];

    public JsonNode? Default { get; init; }

    public bool Nullable { get; init; }

    public bool PreserveUnknownFields { get; init; }

    public bool EmbeddedResource { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public int? MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    public bool UniqueItems { get; init; }

    public string? PatternText { get; init; }

    public Regex? Pattern { get; init; }

    /// <summary><c>map</c>, <c>set</c>, <c>atomic</c> or empty.</summary>
    public string ListType { get; init; } = "";

    public ImmutableArray<string> ListMapKeys { get; init; } = [];

    public ImmutableArray<StructuralSchema> AllOf { get; init; } = [];

    public ImmutableArray<StructuralSchema> AnyOf { get; init; } = [];

    public ImmutableArray<StructuralSchema> OneOf { get; init; } = [];

    public StructuralSchema? Not { get; init; }

    /// <summary>True where some default lies in or below this schema.</summary>
    public bool HasDefaults { get; private init; }

    public ImmutableArray<CelRule> Rules { get; init; } = [];

    /// <summary>True where some rule lies in or below this schema.</summary>
    public bool HasRules { get; private init; }

    public static StructuralSchema Parse(JsonObject schema)
    {
        var properties = (schema.Object("properties") ?? [])
            .Where(p => p.Value is JsonObject)
            .ToFrozenDictionary(p => p.Key, p => Parse((JsonObject)p.Value!), StringComparer.Ordinal);
        StructuralSchema? items = schema.Object("items") is { } itemSchema ? Parse(itemSchema) : null;
        StructuralSchema? additional =
            schema.Object("additionalProperties") is { } valueSchema ? Parse(valueSchema)
            : schema.Flag("additionalProperties") == true ? Anything
            : null;
        string? pattern = schema.Text("pattern");
        ImmutableArray<CelRule> rules = [.. CelRule.Of(schema)];
        return new()
        {
            Type = TypeOf(schema),
            Format = schema.Text("format") ?? "",
            Properties = properties,
            Items = items,
            AdditionalProperties = additional,
            Required = [.. schema.Array("required")?.Select(r => r.AsText() ?? "") ?? []],
            Enum = [.. schema.Array("enum")?.OfType<JsonNode>() ?? []],
            Default = schema["default"],
            Nullable = schema.Flag("nullable") ?? false,
            PreserveUnknownFields = schema.Flag("x-kubernetes-preserve-unknown-fields") ?? false,
            EmbeddedResource = schema.Flag("x-kubernetes-embedded-resource") ?? false,
            Minimum = Real(schema, "minimum"),
            Maximum = Real(schema, "maximum"),
            ExclusiveMinimum = schema.Flag("exclusiveMinimum") ?? false,
            ExclusiveMaximum = schema.Flag("exclusiveMaximum") ?? false,
            MultipleOf = Real(schema, "multipleOf"),
            MinLength = (int?)schema.Number("minLength"),
            MaxLength = (int?)schema.Number("maxLength"),
            MinItems = (int?)schema.Number("minItems"),
            MaxItems = (int?)schema.Number("maxItems"),
            MinProperties = (int?)schema.Number("minProperties"),
            MaxProperties = (int?)schema.Number("maxProperties"),
            UniqueItems = schema.Flag("uniqueItems") ?? false,
            PatternText = pattern,
            Pattern = pattern is null ? null : GoRegex.Of(pattern),
            ListType = schema.Text("x-kubernetes-list-type") ?? "",
            ListMapKeys = [.. schema.Array("x-kubernetes-list-map-keys")?.Select(r => r.AsText() ?? "") ?? []],
            AllOf = All(schema, "allOf"),
            AnyOf = All(schema, "anyOf"),
            OneOf = All(schema, "oneOf"),
            Not = schema.Object("not") is { } not ? Parse(not) : null,
            Rules = rules,
            HasRules = !rules.IsEmpty || properties.Values.Any(p => p.HasRules) || items?.HasRules == true || additional?.HasRules == true,
            HasDefaults =
                schema["default"] is not null
                || properties.Values.Any(p => p.HasDefaults)
                || items?.HasDefaults == true
                || additional?.HasDefaults == true,
        };
    }

    private static SchemaType TypeOf(JsonObject schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string") == true)
            return SchemaType.IntOrString;

        return schema.Text("type") switch
        {
            "object" => SchemaType.Object,
            "array" => SchemaType.Array,
            "string" => SchemaType.String,
            "integer" => SchemaType.Integer,
            "number" => SchemaType.Number,
            "boolean" => SchemaType.Boolean,
            _ => SchemaType.Any,
        };
    }

    private static double? Real(JsonObject schema, string name) =>
        schema[name] is JsonValue value
        && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
            ? real
            : null;

    private static ImmutableArray<StructuralSchema> All(JsonObject schema, string name) =>
        [.. schema.Array(name)?.OfType<JsonObject>().Select(Parse) ?? []];
}
