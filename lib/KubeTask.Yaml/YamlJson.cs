using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeTask.Yaml;

/// <summary>Converts YAML to JSON with the scalar rules of Kubernetes' YAML library (booleans and octals of YAML 1.1).</summary>
public static class YamlJson
{
    /// <summary>The first document of a file, or null if it is empty.</summary>
    /// <exception cref="JsonException">The text isn't YAML.</exception>
    public static JsonNode? ReadFile(string file)
    {
        using StreamReader text = File.OpenText(file);
        return Read(text) is [var first, ..] ? first : null;
    }

    /// <summary>Reads all documents of a stream, without empty ones.</summary>
    /// <exception cref="JsonException">The text isn't YAML.</exception>
    public static IReadOnlyList<JsonNode> Read(TextReader text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(text);
            return [.. stream.Documents.Select(d => Convert(d.RootNode)).OfType<JsonNode>()];
        }
        catch (YamlException e)
        {
            throw new JsonException($"yaml: line {e.Start.Line.ToString(CultureInfo.InvariantCulture)}: {e.Message}", e);
        }
    }

    private static JsonNode? Convert(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                var converted = new JsonObject();
                foreach ((YamlNode? key, YamlNode? value) in map.Children)
                {
                    converted[(key as YamlScalarNode)?.Value ?? throw new JsonException("yaml: a key must be a scalar")] = Convert(value);
                }

                return converted;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(Convert)]);
            case YamlScalarNode scalar:
                return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty
                    ? YamlScalar.Plain(scalar.Value ?? "")
                    : JsonValue.Create(scalar.Value ?? "");
            default:
                throw new JsonException("yaml: an alias without an anchor");
        }
    }
}
