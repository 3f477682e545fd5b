using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;

namespace KubeTask.Schema;

/// <summary>The <c>components/schemas</c> of an OpenAPI document. Each type is there once; other types refer to it.</summary>
/// <param name="documentation">The source of the descriptions.</param>
public sealed class ComponentSchemas(XmlDocumentation documentation) : SchemaGenerator
{
    /// <summary>The schemas so far, by name.</summary>
    public JsonObject Schemas { get; } = [];

    /// <summary>A schema that refers to a component. Unlike with a bare $ref, keywords next to it have an effect.</summary>
    public static JsonObject Reference(string name) =>
        new() { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/components/schemas/" + name }) };

    /// <summary>Adds the type and all types that it contains.</summary>
    /// <returns>The component's name.</returns>
    public string Add(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        string name = ComponentName.Of(type);
        if (!Schemas.ContainsKey(name))
        {
            // Register the name before the fields: a type may contain itself.
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
            // The models' own comments on these two types are about their C# code.
            JsonObject schema = base.Value(type);
            Describe(
                schema,
                type == typeof(IntOrString)
                    ? "An integer or a string."
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
