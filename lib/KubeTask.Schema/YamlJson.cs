using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeTask.Schema;

/// <summary>YAML as JSON, with the scalar rules that Kubernetes' YAML has (1.1 booleans and octals as in its Go library).</summary>
public static class YamlJson
{
    /// <summary>The first document of a file; null where it is empty.</summary>
    /// <exception cref="JsonException">The text isn't YAML.</exception>
    public static JsonNode? ReadFile(string file)
    {
        using var text = File.OpenText(file);
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
                foreach (var (key, value) in map.Children)
                {
                    converted[(key as YamlScalarNode)?.Value ?? throw new JsonException("yaml: a key must be a scalar")] = Convert(value);
                }

                return converted;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(Convert)]);
            case YamlScalarNode scalar:
                return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? Plain(scalar.Value ?? "") : JsonValue.Create(scalar.Value ?? "");
            default:
                throw new JsonException("yaml: an alias to nothing");
        }
    }

    private static JsonValue? Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return JsonValue.Create(false);
            default:
                break;
        }

        if (Whole(text.Replace("_", "", StringComparison.Ordinal)) is { } whole)
        {
            return JsonValue.Create(whole);
        }

        return text.Any(char.IsAsciiDigit)
            && text.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e' or 'E')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? JsonValue.Create(real)
            : JsonValue.Create(text);
    }

    private static long? Whole(string text)
    {
        var negative = text.StartsWith('-');
        var digits = negative || text.StartsWith('+') ? text[1..] : text;
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]))
        {
            return null;
        }

        try
        {
            var read = digits switch
            {
                ['0', 'x' or 'X', ..] => System.Convert.ToInt64(digits[2..], 16),
                ['0', 'o', ..] => System.Convert.ToInt64(digits[2..], 8),
                ['0', 'b', ..] => System.Convert.ToInt64(digits[2..], 2),
                ['0', _, ..] when digits.All(c => c is >= '0' and <= '7') => System.Convert.ToInt64(digits, 8),
                _ when digits.All(char.IsAsciiDigit) => long.Parse(digits, CultureInfo.InvariantCulture),
                _ => (long?)null,
            };
            return negative ? -read : read;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
