using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace PocketKube.ApiServer.Http;

/// <summary>JSON as Go reads it: bytes that aren't UTF-8, and halves of surrogate pairs, become U+FFFD instead of an error later on.</summary>
internal static partial class JsonText
{
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> json) =>
        Utf8.IsValid(json.Span) && json.Span.IndexOf("\\u"u8) < 0
            ? json
            : Encoding.UTF8.GetBytes(
                Escape().Replace(Encoding.UTF8.GetString(json.Span), m => m.Groups["half"].Success ? "\\ufffd" : m.Value)
            );

    [GeneratedRegex(
        @"\\(u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Escape();
}
