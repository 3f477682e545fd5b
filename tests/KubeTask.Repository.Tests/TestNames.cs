using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>A test: its class and its method.</summary>
internal sealed record Test(string Class, string Method);

/// <summary>The tests of all projects, read from their sources, and the case folders of Core's tests.</summary>
internal static partial class TestNames
{
    private const string Cases = "tests/KubeTask.Core.Tests/cases/";

    public static IReadOnlyList<Test> All { get; } =
    [
        .. from file in RepositoryFiles.CSharp
        where file.StartsWith("tests/", StringComparison.Ordinal)
        let text = File.ReadAllText(RepositoryFiles.Full(file))
        let name = Class().Match(text).Groups[1].Value
        from method in Method().Matches(text).Select(m => m.Groups[1].Value)
        select new Test(name, method),
    ];

    /// <summary>The case folders, from cases/ on: every folder with an expected.yaml.</summary>
    public static IReadOnlyList<string> CaseFolders { get; } =
    [
        .. RepositoryFiles
            .Files.Where(f => f.StartsWith(Cases, StringComparison.Ordinal) && f.EndsWith("/expected.yaml", StringComparison.Ordinal))
            .Select(f => f[Cases.Length..^"/expected.yaml".Length]),
    ];

    [GeneratedRegex(@"^public (?:sealed )?(?:partial )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"^ {4}public (?:static )?(?:async )?(?:void|Task|ValueTask) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
