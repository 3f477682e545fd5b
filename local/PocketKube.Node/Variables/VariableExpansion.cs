using System.Text;

namespace PocketKube.Node.Variables;

/// <summary>Kubernetes' <c>$(NAME)</c> in values, commands and arguments: an unknown name stays as it is, <c>$$</c> is <c>$</c>.</summary>
internal static class VariableExpansion
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        var expanded = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] != '$' || next is not ('$' or '('))
            {
                expanded.Append(text[i]);
                continue;
            }
            int end = next == '(' ? text.IndexOf(')', i) : i + 1;
            if (next == '$')
                expanded.Append('$');
            else if (end < 0)
                expanded.Append(text.AsSpan(i, 2));
            else if (variables.TryGetValue(text[(i + 2)..end], out string? value))
                expanded.Append(value);
            else
                expanded.Append(text.AsSpan(i, end + 1 - i));
            i = end < 0 ? i + 1 : end;
        }
        return expanded.ToString();
    }
}
