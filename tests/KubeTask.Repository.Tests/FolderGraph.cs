using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>
/// Which folders of a C# project use which, by their files' <c>using</c> directives. A folder is known by the namespace that its
/// files declare; folders that share a namespace count as one. A child sees the types of its parents without a directive, so only
/// arrows that are written down are counted.
/// </summary>
internal sealed partial class FolderGraph
{
    /// <summary>From each namespace to those that it uses, with a file that does.</summary>
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    private FolderGraph(IEnumerable<(string Path, string Text)> files)
    {
        (string Path, string Text, string Namespace)[] sources =
        [
            .. files.Select(f => (f.Path, f.Text, Namespace: Namespace().Match(f.Text).Groups[1].Value)).Where(f => f.Namespace.Length > 0),
        ];
        foreach ((_, _, string name) in sources)
            _uses[name] = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string path, string text, string name) in sources)
        {
            foreach (Match directive in Using().Matches(text))
            {
                if (Known(directive.Groups[1].Value) is { } used && used != name)
                    _uses[name].TryAdd(used, path);
            }
        }
    }

    /// <summary>The graph of a project: its own files, without those of projects in folders below it.</summary>
    public static FolderGraph OfProject(string project)
    {
        string folder = Folder(project);
        string[] below = [.. Projects().Where(p => p != project).Select(Folder).Where(f => f.StartsWith(folder, StringComparison.Ordinal))];
        return Of(
            RepositoryFiles
                .CSharp.Where(f =>
                    f.StartsWith(folder, StringComparison.Ordinal) && !below.Any(b => f.StartsWith(b, StringComparison.Ordinal))
                )
                .Select(f => (f, File.ReadAllText(RepositoryFiles.Full(f))))
        );
    }

    public static FolderGraph Of(IEnumerable<(string Path, string Text)> files) => new(files);

    public static IEnumerable<string> Projects() => RepositoryFiles.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>For each namespace that is on a circle the shortest one, a line for each arrow; each circle once.</summary>
    public IEnumerable<string> Circles()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string start in _uses.Keys)
        {
            if (Shortest(start) is { } circle && seen.Add(string.Join(' ', circle.Take(circle.Count - 1).Order(StringComparer.Ordinal))))
                yield return string.Join('\n', circle.Zip(circle.Skip(1), (from, to) => $"{from} uses {to} in {_uses[from][to]}"));
        }
    }

    private List<string>? Shortest(string start)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out string? at))
        {
            foreach (string next in _uses[at].Keys)
            {
                if (next == start)
                    return Path(at, [start]);
                if (before.TryAdd(next, at))
                    queue.Enqueue(next);
            }
        }

        return null;

        List<string> Path(string at, List<string> end)
        {
            for (; at != start; at = before[at])
                end.Insert(0, at);
            return [start, .. end];
        }
    }

    /// <summary>The namespace of this project that a directive names, or whose type it names.</summary>
    private string? Known(string name)
    {
        for (string at = name; at.Length > 0; at = at.Contains('.', StringComparison.Ordinal) ? at[..at.LastIndexOf('.')] : "")
        {
            if (_uses.ContainsKey(at))
                return at;
        }

        return null;
    }

    private static string Folder(string project) => project[..(project.LastIndexOf('/') + 1)];

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?(?:global::)?([A-Z][\w.]*)\s*;", RegexOptions.Multiline)]
    private static partial Regex Using();
}
