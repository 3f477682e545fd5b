using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>A document that code, scripts or other documents cite exists, with the heading, rule or anchor that they cite.</summary>
public sealed partial class CitationTests
{
    [Fact]
    public void Documents_headings_rules_and_anchors_that_are_cited_exist()
    {
        var citations = RepositoryFiles
            .TextFiles.SelectMany(f =>
                Citation.LinesThatCite(f).SelectMany(l => Citation.In(l.Text).Select(c => (File: f, l.Number, Citation: c)))
            )
            .ToList();

        Assert.NotEmpty(citations);
        Expect.None(
            from cited in citations
            let error = cited.Citation.Error(cited.File)
            where error is not null
            select $"{cited.File}:{cited.Number}: {cited.Citation.Text} {error}"
        );
    }

    [Theory]
    [InlineData("hazards.md, row 7: a patch", "hazards.md", "", "", "")]
    [InlineData("(architecture.md, rule 7).", "architecture.md", "", "", "7")]
    [InlineData("when it appears (architecture.md, \"KEDA\").", "architecture.md", "", "KEDA", "")]
    [InlineData("semantics.md, section \"The end\"", "semantics.md", "", "The end", "")]
    [InlineData("see docs/http.md#errors", "docs/http.md", "errors", "", "")]
    [InlineData("[the rules](../lib/README.md)", "../lib/README.md", "", "", "")]
    public void A_citation_is_read_with_its_heading_rule_or_anchor(string line, string path, string anchor, string heading, string rule)
    {
        Citation citation = Assert.Single(Citation.In(line));

        Assert.Equal((path, anchor, heading, rule), (citation.Path, citation.Anchor, citation.Heading, citation.Rule));
    }

    [Theory]
    [InlineData("becomes /workspace/task.md")]
    [InlineData("https://example.com/api-conventions.md#types")]
    [InlineData("no file.mdx")]
    public void An_absolute_path_and_a_URL_are_no_citation(string line) => Assert.Empty(Citation.In(line));

    [Theory]
    [InlineData("hazard.md", "names no file")]
    [InlineData("docs/http.md#nothing", "names no heading")]
    [InlineData("architecture.md, \"Nothing\"", "cites a heading")]
    [InlineData("architecture.md, rule 99", "cites a rule")]
    public void A_citation_of_what_does_not_exist_is_found(string line, string error) =>
        Assert.StartsWith(error, Assert.Single(Citation.In(line)).Error("README.md"), StringComparison.Ordinal);

    [Fact]
    public void Decisions_that_are_cited_by_number_exist()
    {
        HashSet<string> decisions =
        [
            .. RepositoryFiles.Files.Select(f => DecisionFile().Match(f)).Where(m => m.Success).Select(m => m.Groups[1].Value),
        ];

        Expect.None(
            from file in RepositoryFiles.TextFiles
            from line in RepositoryFiles.Lines(file).Select((text, i) => new NumberedLine(i + 1, text))
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

    [Fact]
    public void Tests_that_documents_name_by_their_method_exist()
    {
        HashSet<string> tests = [.. TestNames.All.Select(t => $"{t.Class}.{t.Method}")];
        var cited = (
            from file in RepositoryFiles.TextFiles
            where file.EndsWith(".md", StringComparison.Ordinal)
            from line in RepositoryFiles.Lines(file).Select((text, i) => new NumberedLine(i + 1, text))
            from Match named in TestMethod().Matches(line.Text)
            select (Place: $"{file}:{line.Number}", Name: named.Value)
        ).ToList();

        Assert.NotEmpty(cited);
        Expect.None(from test in cited where !tests.Contains(test.Name) select $"{test.Place}: {test.Name}");
    }

    [GeneratedRegex(@"\b\w+Tests\.\w+")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"(?:\bADR |docs/adr/)(\d{4})\b")]
    private static partial Regex Decision();

    [GeneratedRegex(@"^docs/adr/(\d{4})-[\w-]+\.md$")]
    private static partial Regex DecisionFile();
}
