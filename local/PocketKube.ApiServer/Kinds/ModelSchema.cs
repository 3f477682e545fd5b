using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;
using PocketKube.ApiServer.Crd;

namespace PocketKube.ApiServer.Kinds;

/// <summary>The shape of a built-in kind, read from KubernetesClient's model of it.</summary>
internal sealed class ModelSchema
{
    private readonly ConcurrentDictionary<Type, StructuralSchema> _known = new();

    public StructuralSchema Of(Type model) => _known.TryGetValue(model, out StructuralSchema? known) ? known : Build(model, []);

    private StructuralSchema Build(Type type, HashSet<Type> within)
    {
        if (_known.TryGetValue(type, out StructuralSchema? known))
            return known;

        // JSONSchemaProps is recursive; DefinitionRules checks the schemas of CRDs.
        if (!within.Add(type))
            return StructuralSchema.Anything;

        var properties = new Dictionary<string, StructuralSchema>(StringComparer.Ordinal);
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>() is { } named)
                properties[named.Name] = OfProperty(property.PropertyType, within);
        }

        _ = within.Remove(type);
        var built = new StructuralSchema
        {
            Type = SchemaType.Object,
            GoType = "v1." + GoName(type),
            Properties = properties.ToFrozenDictionary(StringComparer.Ordinal),
            Nullable = true,
        };
        if (within.Count == 0)
            _ = _known.TryAdd(type, built);

        return built;
    }

    private StructuralSchema OfProperty(Type declared, HashSet<Type> within)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(byte[]))
            return Scalar(SchemaType.String, "[]uint8", "byte");

        if (type == typeof(string))
            return Scalar(SchemaType.String, "string");

        if (type == typeof(int) || type == typeof(long))
            return Scalar(SchemaType.Integer, type == typeof(int) ? "int32" : "int64");

        if (type == typeof(bool))
            return Scalar(SchemaType.Boolean, "bool");

        if (type == typeof(double))
            return Scalar(SchemaType.Number, "float64");

        if (type == typeof(DateTime) || type == typeof(DateTimeOffset))
            return Scalar(SchemaType.String, "v1.Time", "date-time");

        if (type == typeof(IntOrString))
            return Scalar(SchemaType.IntOrString, "intstr.IntOrString");

        if (type == typeof(ResourceQuantity))
            return Scalar(SchemaType.IntOrString, "resource.Quantity", "quantity");

        if (type.IsGenericType && type.GetGenericArguments() is [_, var value])
        {
            return new()
            {
                Type = SchemaType.Object,
                GoType = "map",
                AdditionalProperties = OfProperty(value, within),
                Nullable = true,
            };
        }

        if (type.IsGenericType && type.GetGenericArguments() is [var item])
        {
            StructuralSchema items = OfProperty(item, within);
            return new()
            {
                Type = SchemaType.Array,
                GoType = $"[]{items.GoType}",
                Items = items,
                Nullable = true,
            };
        }

        return type.Namespace == typeof(V1Pod).Namespace ? Build(type, within) : StructuralSchema.Anything;
    }

    private static StructuralSchema Scalar(SchemaType type, string goType, string format = "") =>
        new()
        {
            Type = type,
            GoType = goType,
            Format = format,
            Nullable = true,
        };

    private static string GoName(Type type) =>
        type.Name.StartsWith("V1", StringComparison.Ordinal) ? type.Name[2..] : type.Name.Replace("Corev1", "", StringComparison.Ordinal);
}
