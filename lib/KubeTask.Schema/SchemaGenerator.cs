using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;

namespace KubeTask.Schema;

/// <summary>Generates JSON Schema in Kubernetes' dialect from C# types. Subclasses decide how objects are written.</summary>
public abstract class SchemaGenerator
{
    // The pattern of a Quantity in Kubernetes' own generated schemas.
    private const string QuantityPattern =
        @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    /// <summary>The schema of a value of <paramref name="type"/>, without a description.</summary>
    protected virtual JsonObject Value(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Scalar(type) ?? Collection(type) ?? Object(type);
    }

    /// <summary>The schema of a type with properties.</summary>
    protected abstract JsonObject Object(Type type);

    /// <summary>The schemas of the properties, and which of them are required, as the schema of an object.</summary>
    protected static JsonObject Properties(Type type, Func<PropertyInfo, JsonObject> schemaOf)
    {
        ArgumentNullException.ThrowIfNull(schemaOf);
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (PropertyInfo property in JsonProperties.Of(type))
        {
            string name = JsonProperties.Name(property);
            properties[name] = schemaOf(property);
            if (JsonProperties.IsRequired(property))
                required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (properties.Count > 0)
            schema["properties"] = properties;

        if (required.Count > 0)
            schema["required"] = required;

        return schema;
    }

    private static JsonObject? Scalar(Type type)
    {
        if (type == typeof(IntOrString))
            return IntegerOrString();

        if (type == typeof(ResourceQuantity))
        {
            JsonObject quantity = IntegerOrString();
            quantity["pattern"] = QuantityPattern;
            return quantity;
        }

        if (type == typeof(object) || type == typeof(JsonElement) || typeof(JsonNode).IsAssignableFrom(type))
            return new() { ["x-kubernetes-preserve-unknown-fields"] = true };

        if (type.IsEnum)
            return new() { ["type"] = "string", ["enum"] = new JsonArray([.. EnumNames(type)]) };

        return type == typeof(byte[])
            ? Of("string", "byte")
            : Type.GetTypeCode(type) switch
            {
                TypeCode.String => Of("string", null),
                TypeCode.Boolean => Of("boolean", null),
                TypeCode.Int16 or TypeCode.Int32 or TypeCode.UInt16 => Of("integer", "int32"),
                TypeCode.Int64 or TypeCode.UInt32 => Of("integer", "int64"),
                TypeCode.Single => Of("number", "float"),
                TypeCode.Double => Of("number", "double"),
                TypeCode.DateTime => Of("string", "date-time"),
                _ => type == typeof(DateTimeOffset) ? Of("string", "date-time") : null,
            };
    }

    private static IEnumerable<JsonNode?> EnumNames(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(static f => (JsonNode?)(f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? f.Name));

    private JsonObject? Collection(Type type)
    {
        if (!typeof(IEnumerable).IsAssignableFrom(type))
            return null;

        Type[]? arguments = Arguments(type, typeof(IReadOnlyDictionary<,>)) ?? Arguments(type, typeof(IDictionary<,>));
        if (arguments is [var key, var value])
        {
            return key == typeof(string)
                ? new() { ["type"] = "object", ["additionalProperties"] = Value(value) }
                : throw new NotSupportedException($"{type}: a JSON object has strings for keys");
        }

        return Arguments(type, typeof(IEnumerable<>)) is [var item]
            ? new() { ["type"] = "array", ["items"] = Value(item) }
            : throw new NotSupportedException($"{type}: the element type of a list must be known");
    }

    private static Type[]? Arguments(Type type, Type definition) =>
        type.GetInterfaces()
            .Append(type)
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == definition)
            ?.GetGenericArguments();

    private static JsonObject IntegerOrString() =>
        new()
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
            ["x-kubernetes-int-or-string"] = true,
        };

    private static JsonObject Of(string type, string? format)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
            schema["format"] = format;

        return schema;
    }
}
