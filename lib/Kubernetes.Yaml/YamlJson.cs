using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kubernetes.Yaml;

/// <summary>YAML as JSON, with the scalar rules that Kubernetes' YAML has (1.1 booleans and octals as in its Go library).</summary>
public static class YamlJson
{
    /// <summary>The first document of a file; null where it is empty.</summary>
    /// <exception cref="JsonException">The text isn't YAML.</exception>
    public static JsonNode? ReadFile(string file)
    {
        using StreamReader text = File.OpenText(file);
        return Read(text) is [var first, ..] ? first : null;
    }

    /// <summary>Reads every document of a stream; empty ones are left out.</summary>
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
                throw new JsonException("yaml: an alias to nothing");
        }
    }
}
