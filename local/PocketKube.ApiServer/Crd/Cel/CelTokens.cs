using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>The words of an expression.</summary>
internal static partial class CelTokens
{
    /// <param name="Text">The word as it stands there; of a text, what it means.</param>
    /// <param name="IsText">Whether it is a text in quotes.</param>
    public readonly record struct Token(string Text, bool IsText)
    {
        public bool IsName => !IsText && Text.Length > 0 && (char.IsAsciiLetter(Text[0]) || Text[0] == '_');
        public bool IsNumber => !IsText && Text.Length > 0 && char.IsAsciiDigit(Text[0]);
    }

    /// <exception cref="CelSyntaxException">It has a character that begins no word.</exception>
    public static IReadOnlyList<Token> Of(string expression)
    {
        var tokens = new List<Token>();
        for (int position = 0; position < expression.Length; )
        {
            Match match = Word().Match(expression, position);
            if (!match.Success)
                throw new CelSyntaxException($"unexpected '{expression[position]}' at {position.ToString(CultureInfo.InvariantCulture)}");

            position += match.Length;
            if (match.Groups["raw"].Success)
            {
                tokens.Add(new(match.Groups["raw"].Value, IsText: true));
            }
            else if (match.Groups["text"].Success)
            {
                tokens.Add(new(Unescape(match.Groups["text"].Value), IsText: true));
            }
            else if (match.Groups["word"].Success)
            {
                tokens.Add(new(match.Groups["word"].Value, IsText: false));
            }
        }

        return tokens;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            plain.Append(
                text[i] != '\\'
                    ? text[i]
                    : text[++i] switch
                    {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        var c and ('\\' or '\'' or '"' or '`' or '?') => c,
                        var c => throw new CelSyntaxException($"the escape \\{c} isn't known here"),
                    }
            );
        }

        return plain.ToString();
    }

    [GeneratedRegex(
        """
            \G(?:\s+
            | [rR]'(?<raw>[^']*)' | [rR]"(?<raw>[^"]*)"
            | '(?<text>(?:[^'\\]|\\.)*)' | "(?<text>(?:[^"\\]|\\.)*)"
            | (?<word>[A-Za-z_]\w* | \d+(?:\.\d+)? | && | \|\| | [=!<>]= | [-!<>?:.,()\[\]])
            )
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex Word();
}
