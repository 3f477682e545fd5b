using System.Text;

namespace KubeTask.Core.Names;

/// <summary>The keys under which context files stand in the Task's ConfigMap: the target path without its leading slash, with <c>/</c> as <c>-</c>.</summary>
public sealed class ContextKeys
{
    private const int Limit = 253;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The key for a path. Paths that would share one (<c>/a/b</c> and <c>/a-b</c>) are told apart by a hash.</summary>
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

        // A key of a ConfigMap is neither "." nor begins with two dots.
        if (key is ['.'] or ['.', '.', ..])
            key.Insert(0, '_');
        string plain = ResourceNames.Fit(key.ToString(), "", Limit);
        string candidate = plain;
        for (int round = 0; !_taken.Add(candidate); round++)
            candidate = ResourceNames.Fit(plain, "-" + ResourceNames.Hash($"{path}\n{round}", 8), Limit);
        return candidate;
    }
}
