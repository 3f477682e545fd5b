using System.Globalization;
using KubeTask.Git;
using KubeTask.Init.Checkout;
using KubeTask.Init.Reporting;
using KubeTask.Init.Repositories;
using LibGit2Sharp;

namespace KubeTask.Init.Fetching;

/// <summary>Writes the files of a repository that is fetched, and those of its submodules.</summary>
internal sealed class RepositoryCheckout(RemoteRepository remote, CheckoutSettings settings)
{
    private const int MostNamed = 8;

    /// <summary>How many bytes the submodules of all levels have taken so far.</summary>
    private long _used;

    public async Task RunAsync(FetchedRepository fetched, CancellationToken stop)
    {
        _used = 0;
        await RunAsync(remote, fetched, settings, 0, stop);
    }

    private async Task RunAsync(RemoteRepository from, FetchedRepository fetched, CheckoutSettings how, int level, CancellationToken stop)
    {
        IReadOnlyList<CheckoutItem> others;
        Snapshot snapshot;
        using var git = new Repository(fetched.Folder);
        Tree tree = git.Lookup<Commit>(fetched.Content.Commit).Tree;
        snapshot = new Snapshot(git, tree);
        SnapshotEntry start = how.Path.Count == 0 ? snapshot.Root : Start(snapshot, string.Join('/', how.Path));
        var walk = new TreeWalk(snapshot);
        long disk = _used + FolderSize.Of(fetched.Folder);
        _used = SizeCheck.Run(snapshot, walk.Items(start), disk, from.Frame.MaxBytes, stop);
        var writer = new FileWriter(fetched.Folder, how.Place);
        others = await writer.WriteAsync(walk.Items(start), stop);
        foreach (CheckoutItem.LeftOut left in others.OfType<CheckoutItem.LeftOut>())
            from.Warn(left.Why);
        if (writer.LargeFiles > 0)
        {
            from.Warn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{writer.LargeFiles} files are pointers to Large File Storage, and stay pointers: their content isn't fetched"
                )
            );
        }

        if (how.KeepsRepository)
        {
            git.Index.Replace(tree);
            git.Index.Write();
            GitFolder.Describe(fetched.Folder, fetched.Content);
        }

        CheckoutItem.Submodule[] submodules = [.. others.OfType<CheckoutItem.Submodule>()];
        foreach (CheckoutItem.Submodule submodule in submodules)
            Directory.CreateDirectory(Path.Combine(how.Place, submodule.To));
        if (submodules.Length == 0)
            return;
        if (!how.RecurseSubmodules)
        {
            from.Log($"{submodules.Length} submodules are left out, as recurseSubmodules isn't set: {Named(submodules)}");
            return;
        }

        await new Submodules(from, snapshot, fetched, how, level).RunAsync(
            submodules,
            () => from.Frame.MaxBytes - _used,
            (where, what, settings) => RunAsync(where, what, settings, level + 1, stop),
            stop
        );
    }

    private static string Named(CheckoutItem[] submodules) =>
        string.Join(", ", submodules.Take(MostNamed).Select(s => s.To)) + (submodules.Length > MostNamed ? ", …" : "");

    private static SnapshotEntry Start(Snapshot snapshot, string path)
    {
        switch (snapshot.Resolve("", path, "", followLast: true))
        {
            case Destination.Found { Entry: { Mode: Mode.GitLink } }:
                throw NotFound($"path {path} is a submodule", "make a Context of the submodule's own repository");
            case Destination.Found { Entry: var entry }:
                return entry;
            case Destination.Outside:
                throw NotFound($"path {path} leaves the repository through a link", "name a file or a folder in it");
            case Destination.Missing { Nearest: var nearest }:
                throw NotFound($"the commit has no path {path}", Hint(snapshot, nearest));
            default:
                throw new InvalidOperationException($"path {path} leads to nothing known");
        }
    }

    private static string Hint(Snapshot snapshot, string folder)
    {
        string place = folder.Length == 0 ? "the repository's top" : folder;
        if (snapshot.Resolve("", folder, "", followLast: true) is not Destination.Found { Entry: { Mode: Mode.Directory } found })
            return $"{folder} is a file";
        string[] names = [.. snapshot.In(found).Select(e => e.Name).Take(MostNamed + 1)];
        string more = names.Length > MostNamed ? ", …" : "";
        return $"write one that it has: {place} has {string.Join(", ", names.Take(MostNamed))}{more}";
    }

    private static GitFault NotFound(string problem, string advice) => new(GitReason.PathNotFound, problem, advice);
}
