using System.Reflection;
using System.Text.Json.Nodes;

namespace KubeTask.Schema;

/// <summary>Structural schemas for CustomResourceDefinitions: everything is written inline, without references.</summary>
/// <param name="documentation">The source of the descriptions.</param>
/// <param name="describedDepth">
/// How many levels of Kubernetes' own types have descriptions; 1 means the fields of a type that one of our fields has. These descriptions
/// are cut to their first sentence, because kubectl apply keeps a copy of the definition in an annotation, and annotations are limited to
/// 256 KiB.
/// </param>
public sealed class StructuralSchemas(XmlDocumentation documentation, int describedDepth) : SchemaGenerator
{
    // The types that are being written, outermost first.
    private readonly List<Type> _path = [];

    /// <summary>The schema of <paramref name="type"/> with its description.</summary>
    public JsonObject Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        JsonObject schema = Value(type);
        Describe(schema, documentation.Of(type));
        return schema;
    }

    /// <inheritdoc/>
    protected override JsonObject Object(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (_path.Contains(type))
        {
            // A structural schema can't refer to itself, so any object is accepted from here on.
            return new() { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        }

        _path.Add(type);
        JsonObject schema = Properties(type, Property);
        _path.RemoveAt(_path.Count - 1);
        Constraints.Rules(type, schema);
        return schema;
    }

    private JsonObject Property(PropertyInfo property)
    {
        JsonObject schema = Value(property.PropertyType);
        Constraints.Apply(property, schema);
        int foreignDepth = _path.Count(KubernetesTypes.Owns);
        if (foreignDepth <= describedDepth)
        {
            string? text = documentation.Of(property);
            Describe(schema, foreignDepth > 0 && text is not null ? DescriptionText.FirstSentence(text) : text);
        }

        return schema;
    }

    private static void Describe(JsonObject schema, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            schema["description"] = text;
    }
}
