using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>
/// A place where a document is cited: "hazards.md, row 7", "architecture.md, rule 7", "semantics.md, "The end"",
/// "docs/http.md#errors".
/// </summary>
internal sealed partial record Citation(string Text, string Path, string Anchor, string Heading, string Rule)
{
    /// <summary>The citations in a line of prose. An absolute path is a file of an agent's, and what stands in a URL is not ours.</summary>
    public static IEnumerable<Citation> In(string line) =>
        Cited()
            .Matches(Url().Replace(line, ""))
            .Select(m => new Citation(
                m.Value,
                m.Groups["path"].Value,
                m.Groups["anchor"].Value,
                m.Groups["heading"].Value,
                m.Groups["rule"].Value
            ));

    /// <summary>
    /// The lines of a file that can cite: in code and scripts the comments, elsewhere a file's name is data; in documents the
    /// prose outside of backquotes.
    /// </summary>
    public static IEnumerable<NumberedLine> LinesThatCite(string file) =>
        file.EndsWith(".md", StringComparison.Ordinal)
            ? Markdown.Read(file).Prose.Select(l => l with { Text = InBackquotes().Replace(l.Text, "") })
            : RepositoryFiles.Lines(file).Select((text, i) => new NumberedLine(i + 1, Comment(file, text)));

    /// <summary>What is wrong with a citation, or null.</summary>
    public string? Error(string from)
    {
        if (Find(from) is not { } path)
            return "names no file";
        var document = Markdown.Read(path);
        if (Anchor.Length > 0 && !document.Anchors.Contains(Anchor))
            return $"names no heading of {path}";
        if (Heading.Length > 0 && !document.Headings.Contains(Heading))
            return $"cites a heading that {path} doesn't have";
        return Rule.Length > 0 && !document.NumberedItems("rules").Contains(int.Parse(Rule, null))
            ? $"cites a rule that {path} doesn't have"
            : null;
    }

    /// <summary>Beside the file that cites, below the root, or in docs/.</summary>
    private string? Find(string from)
    {
        string folder = System.IO.Path.GetDirectoryName(RepositoryFiles.Full(from))!;
        string beside = System.IO.Path.GetRelativePath(
            RepositoryFiles.Root,
            System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, Path))
        );
        string[] places = [beside.Replace('\\', '/'), Path, "docs/" + Path];
        return places.FirstOrDefault(RepositoryFiles.Files.Contains);
    }

    private static string Comment(string file, string line)
    {
        string? mark = System.IO.Path.GetExtension(file) switch
        {
            ".cs" or ".proto" => "//",
            ".sh" or ".yaml" or ".yml" or ".editorconfig" or ".gitattributes" => "#",
            ".csproj" or ".props" or ".targets" => "<!--",
            _ => file is "Makefile" or ".ci/run" ? "#" : null,
        };
        int start = mark is null ? -1 : line.IndexOf(mark, StringComparison.Ordinal);
        return start < 0 ? "" : line[start..];
    }

    [GeneratedRegex(
        """
            (?<![\w./<-])(?<path>(?:\.\./)*[\w-]+(?:/[\w.-]+)*\.md)(?!\w)(?:\#(?<anchor>[\w-]+))?
            (?:\)?,\ (?:section\ )?"(?<heading>[^"]+)"|\)?,\ rule\ (?<rule>\d+))?
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Cited();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Url();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InBackquotes();
}
