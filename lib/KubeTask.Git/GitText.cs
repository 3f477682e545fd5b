using System.Buffers;

namespace KubeTask.Git;

/// <summary>
/// The rules for the ref and the path of a Git Context. They take nothing that git or a shell would read as an option.
/// </summary>
public static class GitText
{
    private static readonly SearchValues<char> s_notInRefs = SearchValues.Create(" ~^:?*[\\\u007f");

    /// <summary>What is wrong with a text that can't be a ref.</summary>
    public const string NoRef = "that can't be the name of a branch, a tag or a commit; write one such as main, v1.2.0 or 1a2b3c4, or HEAD";

    /// <summary>What is wrong with a path that begins at the root or climbs.</summary>
    public const string PathLeaves =
        "a path in a repository can't begin with a slash or have \"..\" in it; write it without, such as .claude/skills";

    /// <summary>What is wrong with a ref, and what to write instead; null if nothing is. The rules are git's own for names.</summary>
    public static string? BrokenRef(string text) =>
        text.Length == 0
        || text[0] == '-'
        || text[^1] == '.'
        || text == "@"
        || text.AsSpan().ContainsAny(s_notInRefs)
        || text.AsSpan().ContainsAnyInRange('\0', '\u001f')
        || text.Contains("..", StringComparison.Ordinal)
        || text.Contains("@{", StringComparison.Ordinal)
        || text.Split('/').Any(n => n.Length == 0 || n[0] == '.' || n.EndsWith(".lock", StringComparison.Ordinal))
            ? NoRef
            : null;

    /// <summary>What is wrong with a path, and what to write instead; null if nothing is.</summary>
    public static string? BrokenPath(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return "the path has a control character; leave it out";
        string[] names = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (text is ['/', ..])
            return PathLeaves;
        if (names.Contains(".."))
            return PathLeaves;
        return names.Any(n => n.Equals(".git", StringComparison.OrdinalIgnoreCase))
            ? "the path leads into .git, which isn't part of the repository's files; name a file or a folder of it"
            : null;
    }

    /// <summary>The names in a path, without empty ones and dots; empty if it means the whole repository.</summary>
    public static IReadOnlyList<string> Names(string? path) =>
        [.. (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Where(n => n != ".")];
}
