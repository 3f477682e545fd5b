using System.Text;
using LibGit2Sharp;

namespace KubeTask.Init.Checkout;

/// <summary>An entry of a commit's files. The root has the path "".</summary>
/// <param name="Path">Where it is, without links in it.</param>
/// <param name="Mode">What it is.</param>
internal sealed record SnapshotEntry(string Path, Mode Mode, ObjectId Id);

/// <summary>Where a path leads.</summary>
internal abstract record Destination
{
    public sealed record Found(SnapshotEntry Entry) : Destination;

    /// <summary>The path stays inside, but nothing is there. <paramref name="Nearest"/> is the last folder on the way.</summary>
    public sealed record Missing(string Nearest) : Destination;

    /// <summary>The path leaves the place that it has to stay in.</summary>
    public sealed record Outside : Destination;
}

/// <summary>The files of a commit. Links in paths are followed within it.</summary>
internal sealed class Snapshot(Repository repository, Tree root)
{
    private const int MostLinks = 40;
    private const int LongestTarget = 4095;

    public Repository Repository { get; } = repository;

    public SnapshotEntry Root { get; } = new("", Mode.Directory, root.Id);

    /// <summary>The entries of a folder, in the tree's order.</summary>
    public IEnumerable<(string Name, SnapshotEntry Entry)> In(SnapshotEntry folder)
    {
        Tree tree = Repository.Lookup<Tree>(folder.Id) ?? throw new LibGit2SharpException($"the tree {folder.Id.Sha} is missing");
        foreach (TreeEntry entry in tree)
            yield return (entry.Name, new SnapshotEntry(Join(folder.Path, entry.Name), entry.Mode, entry.Target.Id));
    }

    /// <summary>The target of a link, or null if it can't be one.</summary>
    public string? TargetOf(SnapshotEntry link)
    {
        if (SizeOf(link) is 0 or > LongestTarget)
            return null;
        using Stream stream = Repository.Lookup<Blob>(link.Id).GetContentStream();
        using var reader = new StreamReader(stream, new UTF8Encoding(false));
        string target = reader.ReadToEnd();
        return target.AsSpan().ContainsAny('\0', '\ufffd') ? null : target;
    }

    public long SizeOf(SnapshotEntry file) => Repository.ObjectDatabase.RetrieveObjectMetadata(file.Id).Size;

    /// <summary>Where a path leads, seen from a folder, if it must never leave another folder.</summary>
    public Destination Resolve(string from, string path, string inside, bool followLast)
    {
        var walk = new Stack<string>(path.Split('/').Reverse());
        SnapshotEntry? at = EntryAt(from);
        if (path.StartsWith('/') || at is null)
            return new Destination.Outside();
        int links = 0;
        while (walk.TryPop(out string? name))
        {
            if (name is "" or ".")
                continue;
            if (EntryNames.IsGit(name))
                return new Destination.Outside();
            if (name == "..")
            {
                if (at.Path == inside || at.Path.Length == 0)
                    return new Destination.Outside();
                at = EntryAt(Parent(at.Path))!;
                continue;
            }

            SnapshotEntry? next = at.Mode == Mode.Directory ? Child(at, name) : null;
            if (next is null)
                // What is under a missing name may be anything later.
                return walk.Contains("..") ? new Destination.Outside() : new Destination.Missing(at.Path);
            if (next.Mode == Mode.SymbolicLink && (followLast || walk.Count > 0))
            {
                if (++links > MostLinks || TargetOf(next) is not { } target)
                    return new Destination.Missing(at.Path);
                if (target.StartsWith('/'))
                    return new Destination.Outside();
                foreach (string part in target.Split('/').Reverse())
                    walk.Push(part);
                continue;
            }

            at = next;
        }

        return new Destination.Found(at);
    }

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    public static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    /// <summary>Whether a path is a folder or in it.</summary>
    public static bool IsIn(string path, string folder) =>
        folder.Length == 0 || path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>The entry at a path without links, or null.</summary>
    private SnapshotEntry? EntryAt(string path)
    {
        SnapshotEntry? at = Root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            at = at is { Mode: Mode.Directory } ? Child(at, name) : null;
        return at;
    }

    private SnapshotEntry? Child(SnapshotEntry folder, string name) =>
        Repository.Lookup<Tree>(folder.Id)?[name] is { } entry
            ? new SnapshotEntry(Join(folder.Path, name), entry.Mode, entry.Target.Id)
            : null;
}
