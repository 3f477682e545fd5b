using System.Globalization;
using System.Text;

namespace KubeTask.Core.Validation;

/// <summary>
/// Makes text from elsewhere safe as part of one line for people in statuses, Events and logs. It can't end the line, color a terminal,
/// change the text direction, or hide.
/// </summary>
public static class OneLine
{
    /// <summary>The maximum number of characters of a whole message.</summary>
    public const int MessageLimit = 1024;

    /// <summary>The maximum number of characters of a value that a message quotes.</summary>
    public const int ValueLimit = 128;

    private const string Cut = "… (cut)";

    /// <summary>A message on one line. Any white space becomes a blank, invisible characters are marked, and long text is cut.</summary>
    public static string Of(string text, int limit = MessageLimit)
    {
        var line = new StringBuilder(Math.Min(text.Length, limit));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (line.Length >= limit)
                return line.Append(Cut).ToString();
            line.Append(
                (rune.Value is '\n' or '\r' or '\t' ? UnicodeCategory.SpaceSeparator : Rune.GetUnicodeCategory(rune)) switch
                {
                    UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
                    UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.Surrogate => Rune.ReplacementChar.ToString(),
                    _ => rune.ToString(),
                }
            );
        }

        return line.ToString();
    }

    /// <summary>A value in quotes, as a message shows it.</summary>
    public static string Quote(string value) => $"\"{Of(value, ValueLimit)}\"";
}
