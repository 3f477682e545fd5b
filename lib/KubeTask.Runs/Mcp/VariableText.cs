using System.Text;
using System.Text.RegularExpressions;

namespace KubeTask.Runs.Mcp;

/// <summary>Text with variables as <c>${VAR}</c>.</summary>
public static partial class VariableText
{
    /// <summary>The names of the variables in a text.</summary>
    public static IEnumerable<string> Names(string text) => Variable().Matches(text).Select(m => m.Groups[1].Value);

    /// <summary>Whether a text has a variable.</summary>
    public static bool HasVariables(string text) => Variable().IsMatch(text);

    /// <summary>Whether the text is one variable and nothing else.</summary>
    public static bool IsVariable(string text, string name) => text == $"${{{name}}}";

    /// <summary>The text with the values of its variables; one that isn't set is empty.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> environment) =>
        Variable().Replace(text, m => environment.GetValueOrDefault(m.Groups[1].Value, ""));

    /// <summary>The text with its variables written otherwise.</summary>
    public static string Rewrite(string text, Func<string, string> variable) => Variable().Replace(text, m => variable(m.Groups[1].Value));

    /// <summary>A shell's word that has the variables' values, and everything else literally.</summary>
    public static string ShellWord(string text)
    {
        int from = 0;
        var word = new StringBuilder();
        foreach (Match match in Variable().Matches(text))
        {
            word.Append(Quoted(text[from..match.Index])).Append('"').Append(match.Value).Append('"');
            from = match.Index + match.Length;
        }

        return word.Append(Quoted(text[from..])).ToString();
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
