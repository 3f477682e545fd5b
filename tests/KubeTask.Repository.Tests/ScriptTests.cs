using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>The groups of end-to-end checks are sourced into one shell, where a second function of a name replaces the first.</summary>
public sealed partial class ScriptTests
{
    [Fact]
    public void No_two_scripts_of_the_end_to_end_checks_define_the_same_function()
    {
        var functions = RepositoryFiles
            .Files.Where(f => f.StartsWith("hack/e2e/", StringComparison.Ordinal) && f.EndsWith(".sh", StringComparison.Ordinal))
            .SelectMany(f =>
                Definition().Matches(string.Join("\n", RepositoryFiles.Lines(f))).Select(m => (File: f, Name: m.Groups[1].Value))
            )
            .ToList();

        Assert.NotEmpty(functions);
        Expect.None(
            from same in functions.GroupBy(f => f.Name, StringComparer.Ordinal)
            where same.Count() > 1
            select $"{same.Key} is defined in {string.Join(" and ", same.Select(f => f.File))}"
        );
    }

    [GeneratedRegex(@"^([a-z_]+)\(\)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Definition();
}
