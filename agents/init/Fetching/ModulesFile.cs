using System.Text;

namespace KubeTask.Init.Fetching;

/// <summary>An entry of .gitmodules.</summary>
internal sealed record ModuleEntry(string Name, string? Path, string? Url);

/// <summary>
/// Reads .gitmodules. It is in git's format for configuration; here it can't include other files.
/// </summary>
internal static class ModulesFile
{
    public static IReadOnlyList<ModuleEntry> Read(string text)
    {
        var entries = new List<ModuleEntry>();
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.StartsWith('['))
            {
                entries.Add(new ModuleEntry(SectionName(line) ?? "", null, null));
                continue;
            }

            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || line[0] is '#' or ';' || entries.Count == 0)
                continue;
            string value = Value(line[(equals + 1)..].Trim());
            entries[^1] = line[..equals].Trim().ToLowerInvariant() switch
            {
                "path" => entries[^1] with { Path = value },
                "url" => entries[^1] with { Url = value },
                _ => entries[^1],
            };
        }

        return [.. entries.Where(e => e.Name.Length > 0 && e.Path is not null)];
    }

    /// <summary>The name in [submodule "name"]; null if the line is another section.</summary>
    private static string? SectionName(string line)
    {
        const string Begin = "[submodule";
        if (!line.StartsWith(Begin, StringComparison.OrdinalIgnoreCase) || !line.EndsWith(']'))
            return null;
        string name = line[Begin.Length..^1].Trim();
        return name is ['"', .., '"'] && name.Length > 2 ? Unescaped(name[1..^1]) : null;
    }

    private static string Value(string text)
    {
        if (text is ['"', .., '"'])
            return Unescaped(text[1..^1]);
        int comment = text.AsSpan().IndexOfAny('#', ';');
        return Unescaped(comment >= 0 ? text[..comment].TrimEnd() : text);
    }

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
            plain.Append(text[i] == '\\' && i + 1 < text.Length ? text[++i] : text[i]);
        return plain.ToString();
    }
}
