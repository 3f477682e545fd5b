using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;

namespace Kubernetes.OpenApi;

/// <summary>The <c>components/schemas</c> of an OpenAPI document: each type once, the others refer to it.</summary>
/// <param name="documentation">Where descriptions come from.</param>
public sealed class ComponentSchemas(XmlDocumentation documentation) : SchemaGenerator
{
    /// <summary>The schemas so far, by name.</summary>
    public JsonObject Schemas { get; } = [];

    /// <summary>A reference to a component, as a schema. Keywords beside it are heeded, which a bare $ref doesn't promise.</summary>
    public static JsonObject Reference(string name) =>
        new() { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/components/schemas/" + name }) };

    /// <summary>Adds the type, and all that it holds.</summary>
    /// <returns>The component's name.</returns>
    public string Add(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        string name = ComponentName.Of(type);
        if (!Schemas.ContainsKey(name))
        {
            // Its place is taken before its fields are looked at: a type may hold itself.
            Schemas[name] = null;
            JsonObject schema = Properties(type, Property);
            Describe(schema, documentation.Of(type));
            Schemas[name] = schema;
        }

        return name;
    }

    /// <inheritdoc/>
    protected override JsonObject Value(Type type)
    {
        if (type != typeof(IntOrString) && type != typeof(ResourceQuantity))
            return base.Value(type);

        string name = ComponentName.Of(type);
        if (!Schemas.ContainsKey(name))
        {
            // The models' own comments on these two are about their C# code.
            JsonObject schema = base.Value(type);
            Describe(
                schema,
                type == typeof(IntOrString)
                    ? "A whole number or a text."
                    : "A fixed-point number with an optional suffix, such as 500m, 1.5 or 2Gi."
            );
            Schemas[name] = schema;
        }

        return Reference(name);
    }

    /// <inheritdoc/>
    protected override JsonObject Object(Type type) => Reference(Add(type));

    private JsonObject Property(PropertyInfo property)
    {
        JsonObject schema = Value(property.PropertyType);
        Describe(schema, documentation.Of(property));
        return schema;
    }

    private static void Describe(JsonObject schema, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            schema["description"] = text;
    }
}
