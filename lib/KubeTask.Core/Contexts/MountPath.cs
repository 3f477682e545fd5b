using KubeTask.Core.Validation;

namespace KubeTask.Core.Contexts;

/// <summary>
/// Paths in the agent's container. A path is first normalized and then checked: comparing paths before normalizing them was a vulnerability
/// in other projects (hazards.md, "Advisories").
/// </summary>
public static class MountPath
{
    private static readonly string[] s_reserved =
    [
        "/proc",
        "/sys",
        "/dev",
        "/var/run/secrets",
        "/run/secrets",
        "/etc/hosts",
        "/etc/hostname",
        "/etc/resolv.conf",
    ];

    /// <summary>
    /// The absolute path for a user's text, or the rule that the text breaks. Relative paths start at <paramref name="workspaceDir"/>.
    /// </summary>
    public static (string? Path, string? Error) Normalize(string text, string workspaceDir)
    {
        if (text.Length == 0)
            return (null, "a path can't be empty; write an absolute one");
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Contains(':', StringComparison.Ordinal))
            return (null, RuleText.PathIsPlain);

        string whole = text[0] == '/' ? text : workspaceDir + "/" + text;
        string[] names = whole.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (BrokenName(names) is { } broken)
            return (null, broken);
        string path = "/" + string.Join('/', names.Where(n => n != "."));
        if (path.Length == 1)
            return (null, RuleText.PathIsNotRoot);
        foreach (string reserved in s_reserved)
        {
            if (Overlaps(path, reserved) && path.Length >= reserved.Length)
                return (null, RuleText.PathIsNotReserved);
        }

        return (path, null);
    }

    /// <summary>The first rule that one of the names between the slashes breaks, or null. The schema has them in the same order.</summary>
    private static string? BrokenName(string[] names) =>
        names.Contains("..") ? RuleText.PathStaysBelow
        : names.Any(n => n[0] == '~') ? RuleText.PathHasNoHome
        : names.Any(n => n[0] == '$') ? RuleText.PathHasNoVariable
        : names.Any(n => char.IsWhiteSpace(n[0]) || char.IsWhiteSpace(n[^1])) ? RuleText.PathHasNoOuterBlanks
        : null;

    /// <summary>Whether the paths are equal or one is below the other. Both must be normalized.</summary>
    public static bool Overlaps(string a, string b) => a.Length <= b.Length ? IsAtOrBelow(b, a) : IsAtOrBelow(a, b);

    /// <summary>Whether <paramref name="path"/> is <paramref name="root"/> or below it. Both must be normalized.</summary>
    public static bool IsAtOrBelow(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/');
}
