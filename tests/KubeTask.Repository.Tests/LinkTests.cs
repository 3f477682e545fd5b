using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>What a markdown file points at exists: files, folders, anchors, paths and test classes.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] s_topFolders =
    [
        .. RepositoryFiles.Files.Where(f => f.Contains('/', StringComparison.Ordinal)).Select(f => f.Split('/')[0] + "/").Distinct(),
    ];

    [Fact]
    public void Relative_links_and_their_anchors_resolve() =>
        Expect.None(
            from file in RepositoryFiles.Markdown
            let markdown = Markdown.Read(file)
            from link in markdown.Links
            where !link.Target.Contains("://", StringComparison.Ordinal) && !link.Target.StartsWith("mailto:", StringComparison.Ordinal)
            let error = Error(file, link.Target)
            where error is not null
            select $"{file}:{link.Line}: {link.Target} {error}"
        );

    [Fact]
    public void Paths_in_backquotes_exist() =>
        Expect.None(
            from file in RepositoryFiles.Markdown
            from code in Markdown.Read(file).Codes
            where s_topFolders.Any(t => code.Text.StartsWith(t, StringComparison.Ordinal)) && PlainPath().IsMatch(code.Text)
            where !RepositoryFiles.Has(code.Text)
            select $"{file}:{code.Line}: {code.Text}"
        );

    [Fact]
    public void Test_classes_in_backquotes_exist()
    {
        HashSet<string> classes = [.. TestNames.All.Select(t => t.Class)];

        Expect.None(
            from file in RepositoryFiles.Markdown
            from code in Markdown.Read(file).Codes
            let match = TestClass().Match(code.Text)
            where match.Success && !classes.Contains(match.Groups[1].Value)
            select $"{file}:{code.Line}: {code.Text}"
        );
    }

    private static string? Error(string from, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? from : Resolve(from, Uri.UnescapeDataString(parts[0]));
        if (!RepositoryFiles.Has(path))
            return "is no file or folder of the repository";
        return parts.Length == 2 && path.EndsWith(".md", StringComparison.Ordinal) && !Markdown.Read(path).Anchors.Contains(parts[1])
            ? "names no heading of that file"
            : null;
    }

    private static string Resolve(string from, string target)
    {
        string folder = Path.GetDirectoryName(RepositoryFiles.Full(from))!;
        return Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(Path.Combine(folder, target))).Replace('\\', '/');
    }

    [GeneratedRegex(@"^[\w./-]+$")]
    private static partial Regex PlainPath();

    [GeneratedRegex(@"^(?:[\w]+/)*(\w+Tests)(?:\.cs)?$")]
    private static partial Regex TestClass();
}
