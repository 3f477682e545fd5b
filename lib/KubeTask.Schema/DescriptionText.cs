using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace KubeTask.Schema;

/// <summary>Turns documentation comments into one-paragraph descriptions for a schema.</summary>
public static partial class DescriptionText
{
    /// <summary>The first sentence of <paramref name="text"/>, or the whole text if it is one sentence.</summary>
    public static string FirstSentence(string text)
    {
        Match end = SentenceEnd().Match(text);
        return end.Success ? text[..(end.Index + 1)] : text;
    }

    /// <summary>Reads the current element of <paramref name="reader"/> and moves past it.</summary>
    internal static string Read(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return "";
        }

        var text = new StringBuilder();
        int depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            text.Append(
                reader.NodeType switch
                {
                    XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace => reader.Value,
                    XmlNodeType.Element => Word(reader),
                    _ => "",
                }
            );
        }

        reader.Read();
        return Blank().Replace(text.ToString(), " ").Trim();
    }

    // People who read a schema know JSON names, not C# names.
    private static string Word(XmlReader reader) =>
        reader.Name switch
        {
            "see" or "seealso" when reader.GetAttribute("cref") is { } cref && reader.IsEmptyElement => JsonName(cref),
            "see" when reader.GetAttribute("langword") is { } word => word,
            "paramref" or "typeparamref" => reader.GetAttribute("name") ?? "",
            "para" or "br" or "item" => " ",
            _ => "",
        };

    private static string JsonName(string cref)
    {
        string name = cref[(cref.LastIndexOf('.') + 1)..];
        return cref.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"(?<!\b(?:e\.g|i\.e|etc|vs|cf))\.(?=\s+[\p{Lu}\d""'`(])")]
    private static partial Regex SentenceEnd();
}
