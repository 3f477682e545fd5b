using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>docs/hazards.md and the tests that carry its numbers say the same.</summary>
public sealed partial class HazardTests
{
    private const string Document = "docs/hazards.md";
    private const string NotBuilt = "not built yet";
    private static readonly IReadOnlyDictionary<int, string[]> s_rows = Markdown.Read(Document).NumberedRows;

    [Theory]
    [InlineData("Hazard_23_24_no_ConfigMap", new[] { 23, 24 })]
    [InlineData("Hazards_16_to_19_each_due_time", new[] { 16, 17, 18, 19 })]
    [InlineData("Hazard_5_and_15_the_same_event", new[] { 5, 15 })]
    [InlineData("Hazard_3_a_429_is_obeyed", new[] { 3 })]
    [InlineData("crontask/hazard-17-clock-back", new[] { 17 })]
    [InlineData("hazards.md, rows 5, 6 and 22: whatever", new[] { 5, 6, 22 })]
    [InlineData("the numbers are hazards.md's, all 3 of them", new int[0])]
    public void Numbers_are_read_from_names_and_comments(string text, int[] numbers) => Assert.Equal(numbers, HazardNumbers.In(text));

    [Fact]
    public void Every_number_that_is_cited_has_a_row()
    {
        var cited = RepositoryFiles
            .TextFiles.Where(f => f != Document && !f.StartsWith("tests/KubeTask.Repository.Tests/", StringComparison.Ordinal))
            .SelectMany(f => RepositoryFiles.Lines(f).Prepend(f).SelectMany(HazardNumbers.In).Select(n => (Number: n, File: f)))
            .ToList();

        Assert.NotEmpty(cited);
        Expect.None(cited.Where(c => !s_rows.ContainsKey(c.Number)).Select(c => $"{c.File} cites row {c.Number}"));
    }

    [Fact]
    public void Every_row_names_tests_that_exist_or_says_that_it_is_not_built_yet()
    {
        foreach ((int number, string[] cells) in s_rows)
        {
            Assert.True(cells.Length == 4, $"row {number} must have four cells");
            string[] tests = [.. TestsOf(cells)];
            if (!cells[3].Contains(NotBuilt, StringComparison.Ordinal))
                Assert.True(tests.Length > 0, $"row {number} names no test");
            Expect.None(tests.Where(t => !Exists(t)).Select(t => $"row {number}: there is no test {t}"));
        }
    }

    [Fact]
    public void Every_test_and_case_that_carries_a_number_is_named_in_its_row()
    {
        IEnumerable<string> classes =
            from test in TestNames.All
            from number in HazardNumbers.In(test.Method)
            where s_rows.ContainsKey(number) && !TestsOf(s_rows[number]).Any(t => Matches(t, test))
            select $"row {number} must name {test.Class}, for {test.Method}";
        IEnumerable<string> cases =
            from folder in TestNames.CaseFolders
            from number in HazardNumbers.In("/" + folder)
            where s_rows.ContainsKey(number) && !TestsOf(s_rows[number]).Any(t => IsCase(t, folder))
            select $"row {number} must name the case {folder}";

        Expect.None(classes.Concat(cases).Distinct());
    }

    private static IEnumerable<string> TestsOf(string[] cells) => Code().Matches(cells[3]).Select(m => m.Groups[1].Value);

    private static bool Exists(string name) =>
        name.EndsWith(".sh", StringComparison.Ordinal)
            ? RepositoryFiles.Has(name)
            : TestNames.All.Any(t => Matches(name, t)) || TestNames.CaseFolders.Any(f => IsCase(name, f));

    /// <summary>A class, or a class and a method.</summary>
    private static bool Matches(string name, Test test) => name == test.Class || name == $"{test.Class}.{test.Method}";

    /// <summary>A case folder by its path below cases/; a star stands for any characters.</summary>
    private static bool IsCase(string name, string folder) =>
        name.Contains('-', StringComparison.Ordinal)
        && Regex.IsMatch(folder, "^" + Regex.Escape(name).Replace(@"\*", ".*", StringComparison.Ordinal) + "$");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
