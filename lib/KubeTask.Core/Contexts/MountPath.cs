namespace KubeTask.Core.Contexts;

/// <summary>
/// Paths in the agent's container. A path is normalised first and checked then: comparing before normalising was an advisory elsewhere
/// (hazards.md, "Advisories").
/// </summary>
public static class MountPath
{
    private static readonly string[] s_reserved = ["/proc", "/sys", "/dev", "/var/run/secrets", "/run/secrets", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];

    /// <summary>
    /// The absolute path that a user's text means, or what is wrong with it. Relative paths are taken from <paramref name="workspaceDir"/>.
    /// </summary>
    public static (string? Path, string? Error) Normalize(string text, string workspaceDir)
    {
        if (text.Length == 0)
            return (null, "is empty; write an absolute path");
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Contains(':', StringComparison.Ordinal))
            return (null, $"\"{Printable(text)}\" has a colon or a control character; leave it out");

        var segments = new List<string>();
        string whole = text[0] == '/' ? text : workspaceDir + "/" + text;
        foreach (string segment in whole.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
                return (null, $"\"{text}\" has \"..\" in it; write the path without");
            if (segment != ".")
                segments.Add(segment);
        }

        if (segments.Count == 0)
            return (null, $"\"{text}\" is the root; write a path below it");
        string path = "/" + string.Join('/', segments);
        foreach (string reserved in s_reserved)
        {
            if (Overlaps(path, reserved) && path.Length >= reserved.Length)
                return (null, $"\"{text}\" is at or below {reserved}, which belongs to the system; choose another path");
        }

        return (path, null);
    }

    /// <summary>Whether one path is the other, or lies below it. Both normalised.</summary>
    public static bool Overlaps(string a, string b)
        => a.Length <= b.Length ? IsAtOrBelow(b, a) : IsAtOrBelow(a, b);

    /// <summary>Whether <paramref name="path"/> is <paramref name="root"/> or lies below it. Both normalised.</summary>
    public static bool IsAtOrBelow(string path, string root)
        => path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/');

    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) ? '?' : c)]);
}
