using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeTask.Yaml;

/// <summary>Writes JSON as YAML for people: block style, LF, long strings folded. The same input always gives the same text.</summary>
public sealed partial class YamlWriter
{
    private const int Width = 100;
    private const int LeastTextWidth = 40;

    private readonly StringBuilder _text = new();

    private YamlWriter() { }

    /// <summary>The YAML document, with a newline at the end.</summary>
    public static string From(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Count == 0)
            return "{}\n";

        var yaml = new YamlWriter();
        yaml.Mapping(document, 0, follows: false);
        return yaml._text.ToString();
    }

    // follows: the first entry is on a line that has already been started with "- ".
    private void Mapping(JsonObject mapping, int indent, bool follows)
    {
        foreach ((string? key, JsonNode? value) in mapping)
        {
            Begin(indent, follows);
            follows = false;
            _text.Append(Line(key)).Append(':');
            switch (value)
            {
                case JsonObject { Count: > 0 } o:
                    _text.Append('\n');
                    Mapping(o, indent + 2, follows: false);
                    break;
                case JsonArray { Count: > 0 } a:
                    _text.Append('\n');
                    Sequence(a, indent, follows: false);
                    break;
                default:
                    _text.Append(' ');
                    Scalar(value, indent + 2);
                    break;
            }
        }
    }

    private void Sequence(JsonArray sequence, int indent, bool follows)
    {
        foreach (JsonNode? value in sequence)
        {
            Begin(indent, follows);
            follows = false;
            _text.Append("- ");
            switch (value)
            {
                case JsonObject { Count: > 0 } o:
                    Mapping(o, indent + 2, follows: true);
                    break;
                case JsonArray { Count: > 0 } a:
                    Sequence(a, indent + 2, follows: true);
                    break;
                default:
                    Scalar(value, indent + 2);
                    break;
            }
        }
    }

    private void Begin(int indent, bool follows)
    {
        if (!follows)
            _text.Append(' ', indent);
    }

    private void Scalar(JsonNode? value, int indent)
    {
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            _text.Append(value?.ToJsonString() ?? "null").Append('\n');
            return;
        }

        string text = value.GetValue<string>();
        if (text.Contains('\n', StringComparison.Ordinal) && Literal().IsMatch(text))
        {
            Block(text.EndsWith('\n') ? "|" : "|-", text.TrimEnd('\n').Split('\n'), indent);
        }
        else if (indent + text.Length > Width && Foldable().IsMatch(text))
        {
            Block(">-", Fold(text, Math.Max(LeastTextWidth, Width - indent)), indent);
        }
        else
        {
            _text.Append(Line(text)).Append('\n');
        }
    }

    private void Block(string header, IEnumerable<string> lines, int indent)
    {
        _text.Append(header).Append('\n');
        foreach (string line in lines)
            _text.Append(' ', line.Length > 0 ? indent : 0).Append(line).Append('\n');
    }

    private static IEnumerable<string> Fold(string text, int width)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static string Line(string text) =>
        text switch
        {
            _ when Plain().IsMatch(text) && !Reserved().IsMatch(text) => text,
            _ when !text.Any(static c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029') =>
                $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
        };

    // Text that no YAML parser, old or new, could take for anything but a string.
    [GeneratedRegex(@"\A(?:\.?[A-Za-z]|/)(?:[A-Za-z0-9_./()+=@;,'""~-]|:(?=//)|(?<=[^ ]) (?=[A-Za-z0-9_(/]))*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(?:true|false|yes|no|on|off|y|n|null|\.inf|\.nan)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();

    // Folding preserves single blanks between words, and no blanks at the ends.
    [GeneratedRegex(@"\A[^\s\p{C}]+(?: [^\s\p{C}]+)+\z")]
    private static partial Regex Foldable();

    [GeneratedRegex(@"\A[^\s\p{C}](?:[^\p{C}\p{Zl}\p{Zp}]|[\t\n])*[^\s\p{C}]\n?\z")]
    private static partial Regex Literal();
}
