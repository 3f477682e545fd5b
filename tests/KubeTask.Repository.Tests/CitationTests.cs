using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>A document that code, scripts or other documents cite exists, with the heading, rule, row or anchor that they cite.</summary>
public sealed partial class CitationTests
{
    [Fact]
    public void Documents_headings_rules_and_anchors_that_are_cited_exist()
    {
        var citations = RepositoryFiles.TextFiles.SelectMany(Citations).ToList();

        Assert.NotEmpty(citations);
        Expect.None(citations.Select(Error).OfType<string>());
    }

    [Fact]
    public void Decisions_that_are_cited_by_number_exist()
    {
        HashSet<string> decisions =
        [
            .. RepositoryFiles.Files.Select(f => DecisionFile().Match(f)).Where(m => m.Success).Select(m => m.Groups[1].Value),
        ];

        Expect.None(
            from file in RepositoryFiles.TextFiles
            from line in RepositoryFiles.Lines(file).Select((text, i) => (Text: text, Number: i + 1))
            from Match cited in Decision().Matches(line.Text)
            where !decisions.Contains(cited.Groups[1].Value)
            select $"{file}:{line.Number}: {cited.Value}"
        );
    }

    [Fact]
    public void Every_decision_is_listed_in_their_README()
    {
        string[] decisions = [.. RepositoryFiles.Files.Where(f => DecisionFile().IsMatch(f)).Select(f => Path.GetFileName(f)!)];

        Expect.None(decisions.Except(Markdown.Read("docs/adr/README.md").Links.Select(l => l.Target)));
    }

    /// <summary>
    /// In code and scripts only comments cite; elsewhere a file's name is data. In documents prose cites. An absolute path is a file of an agent's, and so is
    /// what stands in a URL.
    /// </summary>
    private static IEnumerable<Citation> Citations(string file)
    {
        IEnumerable<NumberedLine> lines = file.EndsWith(".md", StringComparison.Ordinal)
            ? Markdown.Read(file).Prose.Select(l => l with { Text = InBackquotes().Replace(l.Text, "") })
            : RepositoryFiles.Lines(file).Select((text, i) => new NumberedLine(i + 1, Comment(file, text)));
        foreach (NumberedLine line in lines)
        {
            foreach (Match match in Cited().Matches(Url().Replace(line.Text, "")))
                yield return new Citation(
                    file,
                    line.Number,
                    match.Value,
                    match.Groups["path"].Value,
                    match.Groups["anchor"].Value,
                    match.Groups["heading"].Value,
                    match.Groups["rule"].Value
                );
        }
    }

    private static string Comment(string file, string line)
    {
        string mark = Path.GetExtension(file) switch
        {
            ".cs" or ".proto" => "//",
            ".sh" or ".yaml" or ".yml" or ".editorconfig" or ".txt" => "#",
            ".csproj" or ".props" or ".targets" => "<!--",
            _ => file is "Makefile" or ".ci/run" ? "#" : "\0",
        };
        int start = line.IndexOf(mark, StringComparison.Ordinal);
        return start < 0 ? "" : line[start..];
    }

    private static string? Error(Citation cited)
    {
        string where = $"{cited.File}:{cited.Line}: \"{cited.Text}\"";
        if (Find(cited.File, cited.Path) is not { } path)
            return $"{where} names no file";
        var document = Markdown.Read(path);
        if (cited.Anchor.Length > 0 && !document.Anchors.Contains(cited.Anchor))
            return $"{where} names no heading of {path}";
        if (cited.Heading.Length > 0 && !document.Headings.Contains(cited.Heading))
            return $"{where}: {path} has no heading \"{cited.Heading}\"";
        if (cited.Rule.Length > 0 && !document.NumberedItems("rules").Contains(int.Parse(cited.Rule, null)))
            return $"{where}: {path} has no rule {cited.Rule}";
        return null;
    }

    /// <summary>Beside the file that cites, below the root, or in docs/.</summary>
    private static string? Find(string from, string path)
    {
        string folder = Path.GetDirectoryName(RepositoryFiles.Full(from))!;
        string[] places =
        [
            Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(Path.Combine(folder, path))).Replace('\\', '/'),
            path,
            "docs/" + path,
        ];
        return places.FirstOrDefault(RepositoryFiles.Files.Contains);
    }

    [GeneratedRegex(
        """(?<![\w./<-])(?<path>(?:\.\./)*[\w-]+(?:/[\w.-]+)*\.md)(?:#(?<anchor>[\w-]+))?(?:\)?, (?:section )?"(?<heading>[^"]+)"|\)?, rule (?<rule>\d+))?(?![\w])"""
    )]
    private static partial Regex Cited();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Url();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InBackquotes();

    [GeneratedRegex(@"(?:\bADR |docs/adr/)(\d{4})\b")]
    private static partial Regex Decision();

    [GeneratedRegex(@"^docs/adr/(\d{4})-[\w-]+\.md$")]
    private static partial Regex DecisionFile();

    private sealed record Citation(string File, int Line, string Text, string Path, string Anchor, string Heading, string Rule);
}
