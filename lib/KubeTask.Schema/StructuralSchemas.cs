using System.Reflection;
using System.Text.Json.Nodes;
using Kubernetes.OpenApi;

namespace KubeTask.Schema;

/// <summary>Structural schemas as a CustomResourceDefinition holds them: everything written out in place, no references.</summary>
/// <param name="documentation">Where descriptions come from.</param>
/// <param name="describedDepth">
/// How deep into Kubernetes' own types descriptions go; 1 means the fields of the type that a field of ours holds. They are cut to their
/// first sentence: a definition applied with kubectl is kept in an annotation, and annotations end at 256 KiB.
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
            // A structural schema can't refer to itself: from here on any object is taken.
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
