using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeTask.Schema.Tests;

public sealed partial class YamlTextTests
{
    private static readonly string[] s_awkward =
    [
        "",
        " ",
        "true",
        "No",
        "null",
        "~",
        "1",
        "1e3",
        "0x10",
        "-",
        "- a",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "'",
        "\"",
        "it's",
        "{}",
        "[a]",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "a\nb",
        "a\n",
        "\na",
        "a\n\n",
        " a\nb",
        "a\tb",
        "tab\t",
        "a  b",
        "\u0000",
        "\u0085",
        "\u2028",
        "é",
        "😀",
        "2020-01-01",
        "=",
        "<<",
        "...",
        "---",
        "a,b",
        "a\\b",
        "^a$",
        "y",
        "/path/x",
        ".a",
        ".inf",
        ".NaN",
        "long " + new string('w', 120),
        string.Join(' ', Enumerable.Repeat("word", 60)),
        string.Join(' ', Enumerable.Repeat("#word: -", 30)),
        string.Join("  ", Enumerable.Repeat("gap", 60)),
    ];

    private static readonly Gen<string> s_texts = Gen.OneOf(
        Gen.Int[0, s_awkward.Length - 1].Select(static i => s_awkward[i]),
        Gen.String[0, 30],
        Gen.String[Gen.Char[' ', '~'], 0, 200]
    );

    private static readonly Gen<JsonNode?> s_nodes = Gen.Recursive<JsonNode?>(
        (depth, node) =>
            depth > 3
                ? s_texts.Select(static t => (JsonNode?)t)
                : Gen.OneOf(
                    s_texts.Select(static t => (JsonNode?)t),
                    Gen.Bool.Select(static b => (JsonNode?)b),
                    Gen.Long.Select(static n => (JsonNode?)n),
                    Gen.Const((JsonNode?)null),
                    node.Array[0, 4].Select(static a => (JsonNode?)new JsonArray([.. a.Select(static n => n?.DeepClone())])),
                    Gen.Select(s_texts, node).Array[0, 4].Select(static a => (JsonNode?)Object(a))
                )
    );

    [Fact]
    public void Written_YAML_is_read_back_unchanged() =>
        Gen.Select(s_texts, s_nodes)
            .Array[0, 5]
            .Sample(
                entries =>
                {
                    JsonObject document = Object(entries);
                    string yaml = YamlWriter.From(document);
                    return JsonNode.DeepEquals(document, Read(yaml))
                        ? true
                        : throw new Xunit.Sdk.XunitException($"{document.ToJsonString()}\n{yaml}");
                },
                iter: 3000
            );

    [Fact]
    public void Awkward_texts_are_read_back_unchanged() => Assert.All(s_awkward, static text =>
        {
            var document = new JsonObject { [text] = text, ["list"] = new JsonArray(text) };
            Assert.Equal(document.ToJsonString(), Read(YamlWriter.From(document))!.ToJsonString());
        });

    [Fact]
    public void Lines_of_folded_text_stay_within_the_width()
    {
        string yaml = YamlWriter.From(new() { ["text"] = string.Join(' ', Enumerable.Repeat("some words", 50)) });

        Assert.StartsWith("text: >-\n  some", yaml, StringComparison.Ordinal);
        Assert.All(yaml.Split('\n'), static line => Assert.InRange(line.Length, 0, 100));
    }

    private static JsonObject Object(IEnumerable<(string Key, JsonNode? Value)> entries)
    {
        var json = new JsonObject();
        foreach ((string? key, JsonNode? value) in entries)
        {
            json[key] = value?.DeepClone();
        }

        return json;
    }

    private static JsonNode? Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Read(stream.Documents[0].RootNode);
    }

    private static JsonNode? Read(YamlNode node) =>
        node switch
        {
            YamlMappingNode m => Object(m.Children.Select(static c => (((YamlScalarNode)c.Key).Value!, Read(c.Value)))),
            YamlSequenceNode s => new JsonArray([.. s.Children.Select(Read)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => text switch
            {
                "null" => null,
                "true" or "false" => text == "true",
                _ when Integer().IsMatch(text!) => long.Parse(text!, System.Globalization.CultureInfo.InvariantCulture),
                _ => text,
            },
            YamlScalarNode scalar => scalar.Value,
            _ => throw new NotSupportedException(node.NodeType.ToString()),
        };

    [GeneratedRegex(@"\A-?\d+\z")]
    private static partial Regex Integer();
}
