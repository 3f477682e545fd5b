using System.Globalization;
using System.Text;

namespace KubeTask.Core.Validation;

/// <summary>
/// Text that others wrote, as a part of one line for a person: it can't end the line, colour a terminal, turn the direction of what follows, or
/// hide in it. Statuses, Events and logs show it.
/// </summary>
public static class OneLine
{
    /// <summary>Characters of a whole message.</summary>
    public const int MessageLimit = 1024;

    /// <summary>Characters of a value that a message names.</summary>
    public const int ValueLimit = 128;

    private const string Cut = "… (cut)";

    /// <summary>A message: white space of any kind is a blank, what can't be seen is marked, and the rest is cut off.</summary>
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

    /// <summary>A value in quotes, for a message that names it.</summary>
    public static string Quote(string value) => $"\"{Of(value, ValueLimit)}\"";
}
