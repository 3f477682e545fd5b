using KubeTask.Git;
using KubeTask.Init.Reporting;
using LibGit2Sharp;

namespace KubeTask.Init.Checkout;

/// <summary>
/// Says what to create for a file or a folder of a commit. Links that stay in what is created stay links. In a part of a repository,
/// links to its other files become copies. Links that leave the repository are left out.
/// </summary>
internal sealed class TreeWalk(Snapshot snapshot)
{
    private const int DeepestFolder = 256;
    private const int LongestPath = 3000;

    public IEnumerable<CheckoutItem> Items(SnapshotEntry start) => Of(start, "", start.Path, []);

    /// <param name="to">Where the entry goes.</param>
    /// <param name="top">The folder of the repository that links have to stay in to stay links.</param>
    /// <param name="above">The folders that are being created.</param>
    private IEnumerable<CheckoutItem> Of(SnapshotEntry entry, string to, string top, IReadOnlyList<string> above) =>
        entry.Mode switch
        {
            Mode.Directory => OfFolder(entry, to, top, above),
            Mode.SymbolicLink => OfLink(entry, to, top, above),
            Mode.GitLink => [new CheckoutItem.Submodule(to, entry)],
            Mode.NonExecutableFile or Mode.NonExecutableGroupWritableFile or Mode.ExecutableFile => [new CheckoutItem.File(to, entry)],
            _ => throw Hostile(entry.Path, "its mode isn't one of git's"),
        };

    private IEnumerable<CheckoutItem> OfFolder(SnapshotEntry folder, string to, string top, IReadOnlyList<string> above)
    {
        if (above.Count > DeepestFolder || to.Length > LongestPath)
            throw Hostile(folder.Path, "it is too deep in folders");
        yield return new CheckoutItem.Folder(to);
        var names = new HashSet<string>(StringComparer.Ordinal);
        string[] inner = [.. above, folder.Path];
        foreach ((string name, SnapshotEntry entry) in snapshot.In(folder))
        {
            if (EntryNames.Problem(name) is { } problem)
                throw Hostile(entry.Path, problem);
            if (!names.Add(name))
                throw Hostile(entry.Path, "its folder has the name twice");
            foreach (CheckoutItem item in Of(entry, Snapshot.Join(to, name), top, inner))
                yield return item;
        }
    }

    private IEnumerable<CheckoutItem> OfLink(SnapshotEntry link, string to, string top, IReadOnlyList<string> above)
    {
        if (snapshot.TargetOf(link) is not { } target)
            return [new CheckoutItem.LeftOut(to, $"the link {link.Path} has no usable target")];
        string from = Snapshot.Parent(link.Path);
        if (snapshot.Resolve(from, target, top, followLast: true) is not Destination.Outside)
            return [new CheckoutItem.Link(to, target)];
        if (top.Length == 0 || snapshot.Resolve(from, target, "", followLast: true) is not Destination.Found { Entry: var found })
        {
            return [new CheckoutItem.LeftOut(to, $"the link {link.Path} -> {target} leaves the repository, so it is left out")];
        }

        // A folder that holds the link would be copied into itself without end.
        return found.Mode == Mode.Directory && above.Append(from).Any(f => Snapshot.IsIn(f, found.Path))
            ? [new CheckoutItem.LeftOut(to, $"the link {link.Path} -> {target} leads to a folder around it, so it is left out")]
            : Of(found, to, found.Path, above);
    }

    private static GitFault Hostile(string path, string problem) =>
        new(GitReason.FetchFailed, $"the repository's entry {path} can't be checked out: {problem}", "rename it in the repository");
}
