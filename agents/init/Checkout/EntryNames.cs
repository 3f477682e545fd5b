using System.Globalization;
using System.Text;

namespace KubeTask.Init.Checkout;

/// <summary>Which names of a tree's entries may become files.</summary>
internal static class EntryNames
{
    private const int MostBytes = 255;

    /// <summary>What is wrong with a name; null if nothing is.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
            return "that is no name of a file";
        if (IsGit(name))
            return "git must not check it out, as a file system may take it for .git";
        if (name.Contains('\ufffd', StringComparison.Ordinal))
            return "it isn't UTF-8";
        int bytes = Encoding.UTF8.GetByteCount(name);
        return bytes > MostBytes
            ? string.Create(CultureInfo.InvariantCulture, $"it has {bytes} bytes, and a file system takes {MostBytes}")
            : null;
    }

    /// <summary>Whether some file system takes the name for .git: in other case, with blanks or dots at its end, as a stream, under its
    /// short name, or with characters that aren't seen.</summary>
    public static bool IsGit(string name)
    {
        string plain = string.Concat(name.Where(c => !IsIgnored(c)));
        int stream = plain.IndexOf(':', StringComparison.Ordinal);
        plain = (stream >= 0 ? plain[..stream] : plain).TrimEnd(' ', '.');
        return plain.Equals(".git", StringComparison.OrdinalIgnoreCase) || plain.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsIgnored(char c) =>
        c is >= '\u200c' and <= '\u200f' or >= '\u202a' and <= '\u202e' or >= '\u206a' and <= '\u206f' or '\ufeff';
}
