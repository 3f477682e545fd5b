using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>No file is too long to be about one thing, and no line too long for a screen.</summary>
public sealed partial class SizeTests
{
    private const int MostLines = 300;
    private const int MostColumns = 140;

    private static readonly string[] s_wrapped =
    [
        ".cs",
        ".sh",
        ".md",
        ".csproj",
        ".props",
        ".targets",
        ".yaml",
        ".yml",
        ".proto",
        ".editorconfig",
        ".gitattributes",
    ];

    /// <summary>Generated, recorded or written by others; cases, whose messages are what is compared, stand as they are.</summary>
    private static readonly string[] s_notOurs =
    [
        "charts/kubetask/files/crds/",
        "docs/api.md",
        "tests/KubeTask.Core.Tests/cases/",
        "tests/KubeTask.Schema.Tests/Expected/",
    ];

    [Fact]
    public void Source_files_have_at_most_300_lines()
    {
        string[] long_ =
        [
            .. RepositoryFiles
                .Files.Where(f => Path.GetExtension(f) is ".cs" or ".sh" || f == ".ci/run")
                .Where(f => RepositoryFiles.Lines(f).Length > MostLines),
        ];

        Expect.None(Unexcepted("lines", long_).Select(f => $"{f} has {RepositoryFiles.Lines(f).Length} lines"));
    }

    [Fact]
    public void Lines_end_at_140_columns_unless_they_are_table_rows_or_URLs()
    {
        (string File, int Number)[] wide =
        [
            .. RepositoryFiles
                .Files.Where(f =>
                    s_wrapped.Contains(Path.GetExtension(f)) || Path.GetFileName(f) is "Makefile" or "Dockerfile" || f == ".ci/run"
                )
                .Where(f => !IsNotOurs(f))
                .SelectMany(f => RepositoryFiles.Lines(f).Select((line, i) => (File: f, Number: i + 1, Line: line)))
                .Where(l => IsTooWide(l.File, l.Line))
                .Select(l => (l.File, l.Number)),
        ];
        string[] files = [.. wide.Select(l => l.File).Distinct()];
        string[] unexcepted = [.. Unexcepted("columns", files)];

        Expect.None(wide.Where(l => unexcepted.Contains(l.File)).Select(l => $"{l.File}:{l.Number}"));
    }

    /// <summary>What no exception names; an exception that names none of these is out of date.</summary>
    private static IEnumerable<string> Unexcepted(string rule, IReadOnlyCollection<string> files)
    {
        IReadOnlyList<string> excepted = Exceptions.From(rule);
        Expect.None(excepted.Except(files).Select(f => $"exceptions.txt: {rule} {f} is no longer needed"));
        return files.Except(excepted);
    }

    private static bool IsNotOurs(string file) =>
        s_notOurs.Any(p => file.StartsWith(p, StringComparison.Ordinal))
        || file.Contains("/recorded/", StringComparison.OrdinalIgnoreCase)
        || IsTranscript(file);

    /// <summary>A request, or an accepted difference, is one line of YAML.</summary>
    private static bool IsTranscript(string file) =>
        file.Contains("/Transcripts/", StringComparison.Ordinal) && file.EndsWith(".yaml", StringComparison.Ordinal);

    private static bool IsTooWide(string file, string line)
    {
        if (line.Length <= MostColumns)
            return false;
        // A table row can't be wrapped, nor can a URL.
        bool row = file.EndsWith(".md", StringComparison.Ordinal) && line.StartsWith('|');
        return !row && Url().Replace(line, "").Length > MostColumns;
    }

    [GeneratedRegex("https?://[^\\s\"')>]+")]
    private static partial Regex Url();
}
