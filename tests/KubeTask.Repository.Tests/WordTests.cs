using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>The words that docs/glossary.md replaces stay replaced, in prose and as parts of identifiers.</summary>
public sealed partial class WordTests
{
    private const string Here = "tests/KubeTask.Repository.Tests/WordTests.cs";

    [Fact]
    public void Words_that_the_glossary_replaces_occur_only_where_they_are_quoted()
    {
        var found = RepositoryFiles
            .TextFiles.Where(f => !f.EndsWith("packages.lock.json", StringComparison.Ordinal))
            .Where(f => !f.Contains("/recorded/", StringComparison.OrdinalIgnoreCase))
            .SelectMany(f => RepositoryFiles.Lines(f).Select((line, i) => (File: f, Text: $"{f}:{i + 1}: {line.Trim()}", Line: line)))
            .Where(l => Replaced().IsMatch(l.Line))
            .ToList();
        IReadOnlyList<string> excepted = Exceptions.From("words");

        Expect.None(found.Where(l => !excepted.Contains(l.File)).Select(l => l.Text));
        Expect.None(excepted.Except(found.Select(l => l.File)));
    }

    [Fact]
    public void Spelling_is_American()
    {
        Expect.None(
            RepositoryFiles
                .TextFiles.Where(f => !f.EndsWith("packages.lock.json", StringComparison.Ordinal) && f != Here)
                .Where(f => !f.Contains("/recorded/", StringComparison.OrdinalIgnoreCase))
                .SelectMany(f => RepositoryFiles.Lines(f).Select((line, i) => (Text: $"{f}:{i + 1}: {line.Trim()}", Line: line)))
                .Where(l => British().IsMatch(l.Line))
                .Select(l => l.Text)
        );
    }

    [Theory]
    [InlineData("the colour", true)]
    [InlineData("int maximised = 1;", true)]
    [InlineData("IsCancelled", true)]
    [InlineData("the color, maximized and canceled", false)]
    [InlineData("initial, normal and an organism", false)]
    public void A_British_form_is_found_in_text_and_in_identifiers(string line, bool british) =>
        Assert.Equal(british, British().IsMatch(line));

    /// <summary>The British forms of words that this repository uses, as whole words or as parts of identifiers.</summary>
    [GeneratedRegex(
        "(?i)cancelled|labelled|signalled|modelled|travelled|behaviour|colour|honour|favour|catalogue|artefact"
            + "|(normal|serial|initial|recogn|synchron|organ|summar|minim|maxim|optim|util)is(e|ed|es|ing|ation)(?![a-z])"
    )]
    private static partial Regex British();

    /// <summary>Whole words, whether blanks, underscores or capitals part them from what is around.</summary>
    [GeneratedRegex("(?<![A-Za-z])(?i:told|sights?|seldom|hurry)(?![a-z])|(?<=[a-z])(?:Told|Sights?|Seldom|Hurry)(?![a-z])")]
    private static partial Regex Replaced();
}
