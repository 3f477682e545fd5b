namespace KubeTask.Repository.Tests;

/// <summary>
/// What exceptions.txt lets pass: one line for each, with a rule, a file and the reason. An exception that is no longer needed
/// fails its test.
/// </summary>
internal static class Exceptions
{
    private const string File = "tests/KubeTask.Repository.Tests/exceptions.txt";

    /// <summary>The files that are excepted from a rule.</summary>
    public static IReadOnlyList<string> From(string rule) =>
        [
            .. RepositoryFiles
                .Lines(File)
                .Where(l => l.Length > 0 && !l.StartsWith('#'))
                .Select(Parse)
                .Where(e => e.Rule == rule)
                .Select(e => e.Path),
        ];

    private static (string Rule, string Path) Parse(string line)
    {
        string[] parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 3
            ? (parts[0], parts[1])
            : throw new InvalidOperationException($"{File}: \"{line}\" must be: rule, path, reason");
    }
}
