using System.Diagnostics;

namespace KubeTask.Repository.Tests;

/// <summary>The files of the repository, as far as they are sources: what Git tracks, or would.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_builtFolders = ["bin", "obj", "out", ".git", ".local", "TestResults", "StrykerOutput"];

    private static readonly string[] s_textExtensions =
    [
        ".cs",
        ".sh",
        ".md",
        ".csproj",
        ".props",
        ".targets",
        ".sln",
        ".yaml",
        ".yml",
        ".json",
        ".proto",
        ".txt",
        ".editorconfig",
        ".gitignore",
        ".gitattributes",
    ];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every file's path from the root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [.. (FromGit() ?? FromFolders()).Where(f => File.Exists(Full(f))).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The files that a person reads or writes as text.</summary>
    public static IReadOnlyList<string> TextFiles { get; } = [.. Files.Where(IsText)];

    public static IEnumerable<string> Markdown => Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal));

    public static IEnumerable<string> CSharp => Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    public static string Full(string path) => Path.Combine(Root, path);

    public static string[] Lines(string path) => File.ReadAllLines(Full(path));

    /// <summary>Whether a file or a folder has this path from the root.</summary>
    public static bool Has(string path)
    {
        string plain = path.TrimEnd('/');
        return Files.Contains(plain) || Files.Any(f => f.StartsWith(plain + "/", StringComparison.Ordinal));
    }

    private static bool IsText(string path) =>
        s_textExtensions.Contains(Path.GetExtension(path)) || Path.GetFileName(path) is "Makefile" or "Dockerfile" || path == ".ci/run";

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "KubeTask.sln"))
            ? folder
            : FindRoot(
                Directory.GetParent(folder)?.FullName ?? throw new InvalidOperationException("KubeTask.sln is in no folder above the tests")
            );

    /// <summary>Null where there is no Git, or the sources are not in a work tree (an archive).</summary>
    private static string[]? FromGit()
    {
        var start = new ProcessStartInfo("git", ["-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start);
            string[]? files = git?.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            git?.WaitForExit();
            return git?.ExitCode == 0 ? files : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> FromFolders() =>
        Directory
            .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(s_builtFolders.Contains));
}
