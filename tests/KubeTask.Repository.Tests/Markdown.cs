using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>A line of a markdown file, with its number.</summary>
internal readonly record struct NumberedLine(int Number, string Text);

/// <summary>
/// What the tests need of a markdown file: headings, anchors, links, inline code and table rows, all outside of code blocks.
/// </summary>
internal sealed partial class Markdown
{
    private Markdown(string path)
    {
        Path = path;
        bool inBlock = false;
        var prose = new List<NumberedLine>();
        string[] lines = RepositoryFiles.Lines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
                inBlock = !inBlock;
            else if (!inBlock && !lines[i].StartsWith("    ", StringComparison.Ordinal))
                prose.Add(new NumberedLine(i + 1, lines[i]));
        }

        Prose = prose;
        Headings = [.. prose.Where(l => Heading().IsMatch(l.Text)).Select(l => Heading().Match(l.Text).Groups[1].Value.Trim())];
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (string anchor in Headings.Select(Anchor))
        {
            string unique = anchor;
            for (int n = 1; !anchors.Add(unique); n++)
                unique = $"{anchor}-{n}";
        }

        Anchors = anchors;
    }

    public string Path { get; }
    public IReadOnlyList<NumberedLine> Prose { get; }
    public IReadOnlyList<string> Headings { get; }
    public IReadOnlySet<string> Anchors { get; }

    /// <summary>The targets of all links.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        Prose.SelectMany(l => Link().Matches(InlineCode().Replace(l.Text, "")).Select(m => (l.Number, m.Groups[1].Value)));

    /// <summary>The texts in backquotes.</summary>
    public IEnumerable<(int Line, string Text)> Codes =>
        Prose.SelectMany(l => InlineCode().Matches(l.Text).Select(m => (l.Number, m.Groups[1].Value)));

    /// <summary>The numbers of the rows of tables whose first cell is a number.</summary>
    public IReadOnlyDictionary<int, string[]> NumberedRows =>
        Prose
            .Select(l => Row().Match(l.Text))
            .Where(m => m.Success)
            .ToDictionary(
                m => int.Parse(m.Groups[1].ValueSpan, null),
                m => m.Value.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToArray()
            );

    /// <summary>The numbers of the items of the numbered list below a heading that has this word in it.</summary>
    public IEnumerable<int> NumberedItems(string word)
    {
        bool below = false;
        foreach (NumberedLine line in Prose)
        {
            if (Heading().Match(line.Text) is { Success: true } heading)
                below = heading.Groups[1].Value.Contains(word, StringComparison.OrdinalIgnoreCase);
            else if (below && Item().Match(line.Text) is { Success: true } item)
                yield return int.Parse(item.Groups[1].ValueSpan, null);
        }
    }

    public static Markdown Read(string path) => new(path);

    /// <summary>The anchor that GitHub gives a heading: lower case, blanks to hyphens, punctuation left out.</summary>
    private static string Anchor(string heading) =>
        new([.. heading.ToLowerInvariant().Select(c => c == ' ' ? '-' : c).Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')]);

    [GeneratedRegex(@"^#{1,6}\s+(.*?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^\|\s*(\d+)\s*\|.*$")]
    private static partial Regex Row();

    [GeneratedRegex(@"^(\d+)\.\s")]
    private static partial Regex Item();
}
