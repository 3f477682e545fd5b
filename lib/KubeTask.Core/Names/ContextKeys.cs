using System.Text;

namespace KubeTask.Core.Names;

/// <summary>
/// The keys of context files in the Task's ConfigMap: the path without its leading slash, and with <c>-</c> for <c>/</c>.
/// </summary>
public sealed class ContextKeys
{
    private const int Limit = 253;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The key for a path. A hash distinguishes paths that would share a key, such as <c>/a/b</c> and <c>/a-b</c>.</summary>
    public string KeyFor(string path)
    {
        var key = new StringBuilder(path.Length);
        foreach (char c in path.AsSpan().TrimStart('/'))
        {
            key.Append(
                c == '/' ? '-'
                : char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c
                : '_'
            );
        }

        // A ConfigMap's key can't be "." and can't start with two dots.
        if (key is ['.'] or ['.', '.', ..])
            key.Insert(0, '_');
        string plain = ResourceNames.Fit(key.ToString(), "", Limit);
        string candidate = plain;
        for (int round = 0; !_taken.Add(candidate); round++)
            candidate = ResourceNames.Fit(plain, "-" + ResourceNames.Hash($"{path}\n{round}", 8), Limit);
        return candidate;
    }
}
