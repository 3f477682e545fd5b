using System.Buffers;

namespace KubeTask.Git;

/// <summary>The rules for the ref and the path of a Git Context. They take nothing that git or a shell would read as an option.</summary>
public static class GitText
{
    private static readonly SearchValues<char> s_notInRefs = SearchValues.Create(" ~^:?*[\\\u007f");

    /// <summary>What is wrong with a ref, and what to write instead; null if nothing is. These are git check-ref-format's rules.</summary>
    public static string? BrokenRef(string text)
    {
        const string Write = "write a branch, a tag, a commit, or HEAD";
        if (text.Length == 0)
            return "the ref is empty; " + Write;
        if (text[0] == '-')
            return "the ref begins with -; " + Write;
        if (text.AsSpan().ContainsAny(s_notInRefs) || text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return "the ref has a blank, a control character or one of ~^:?*[\\; " + Write;
        if (text.Contains("..", StringComparison.Ordinal) || text.Contains("@{", StringComparison.Ordinal))
            return "the ref has .. or @{ in it; " + Write;
        return
            text.Split('/').Any(n => n.Length == 0 || n[0] == '.' || n.EndsWith(".lock", StringComparison.Ordinal))
            || text[^1] == '.'
            || text == "@"
            ? "git allows no such name; " + Write
            : null;
    }

    /// <summary>What is wrong with a path, and what to write instead; null if nothing is.</summary>
    public static string? BrokenPath(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return "the path has a control character; leave it out";
        string[] names = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (text is ['/', ..])
            return "the path begins with a slash; write it relative to the repository, such as docs/guide.md";
        if (names.Contains(".."))
            return "the path has .. in it; write it without, such as docs/guide.md";
        return names.Any(n => n.Equals(".git", StringComparison.OrdinalIgnoreCase))
            ? "the path leads into .git, which isn't part of the repository's files; name a file or a folder of it"
            : null;
    }

    /// <summary>The names in a path, without empty ones and dots; empty if it means the whole repository.</summary>
    public static IReadOnlyList<string> Names(string? path) =>
        [.. (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Where(n => n != ".")];
}
