using KubeTask.Git;
using KubeTask.Init.Checkout;
using KubeTask.Init.Reporting;
using KubeTask.Init.Repositories;
using LibGit2Sharp;

namespace KubeTask.Init.Fetching;

/// <summary>Fetches a repository's submodules, one after the other.</summary>
internal sealed class Submodules(RemoteRepository parent, Snapshot snapshot, FetchedRepository fetched, CheckoutSettings how, int level)
{
    private const int DeepestLevel = 10;
    private const int LargestFile = 1 << 20;
    private const string File = ".gitmodules";

    /// <param name="bytesLeft">How many bytes the Context may still take.</param>
    /// <param name="checkOut">Checks out what was fetched.</param>
    public async Task RunAsync(
        IReadOnlyList<CheckoutItem.Submodule> items,
        Func<long> bytesLeft,
        Func<RemoteRepository, FetchedRepository, CheckoutSettings, Task> checkOut,
        CancellationToken stop
    )
    {
        if (level == DeepestLevel)
            throw Refused(items[0].Entry.Path, $"submodules are nested deeper than {DeepestLevel}", "set recurseSubmodules to false");
        IReadOnlyList<ModuleEntry> entries = ModulesFile.Read(Text());
        foreach (CheckoutItem.Submodule item in items)
        {
            if (entries.FirstOrDefault(e => e.Path!.Trim('/') == item.Entry.Path) is not { } entry)
            {
                parent.Warn($"the submodule {item.Entry.Path} isn't in {File}, so it is left out");
                continue;
            }

            await FetchAsync(item, entry, bytesLeft(), checkOut, stop);
        }
    }

    private async Task FetchAsync(
        CheckoutItem.Submodule item,
        ModuleEntry entry,
        long bytesLeft,
        Func<RemoteRepository, FetchedRepository, CheckoutSettings, Task> checkOut,
        CancellationToken stop
    )
    {
        string path = item.Entry.Path;
        if (!IsPlainName(entry.Name))
            throw Refused(path, "its name isn't one that git makes", $"write a plain name into {File}");
        RemoteRepository remote = parent.At(Address(path, entry.Url ?? ""));
        string place = Path.Combine(how.Place, item.To);
        string folder = Path.Combine(fetched.Folder, "modules", entry.Name);
        if (Directory.Exists(folder))
            throw Refused(path, $"its name {entry.Name} is taken by another", $"write different names into {File}");
        remote.Log($"fetching the submodule {path} from {remote.Address}");
        FetchedRepository module;
        try
        {
            module = await new RepositoryFetch(remote, item.Entry.Id.Sha, how.Depth, folder, bytesLeft).RunAsync(stop);
        }
        catch (GitFault e)
        {
            throw new GitFault(e.Reason, $"submodule {path}: {e.Message}", "or set recurseSubmodules to false", inner: e);
        }

        if (how.KeepsRepository)
        {
            module = module with { Content = module.Content with { WorkTree = Path.GetRelativePath(folder, place) } };
            GitFolder.AddSubmodule(fetched.Folder, entry.Name, remote.Address.ToString());
            await System.IO.File.WriteAllTextAsync(Path.Combine(place, ".git"), $"gitdir: {Path.GetRelativePath(place, folder)}\n", stop);
        }

        await checkOut(remote, module, how.AllAt(place));
    }

    private string Text()
    {
        if (
            snapshot.Resolve("", File, "", followLast: false) is not Destination.Found { Entry: var entry }
            || entry.Mode != Mode.NonExecutableFile
        )
        {
            return "";
        }
        if (snapshot.SizeOf(entry) > LargestFile)
            throw Refused(File, "the file is larger than 1 MiB", "set recurseSubmodules to false");
        return snapshot.Repository.Lookup<Blob>(entry.Id).GetContentText();
    }

    /// <summary>A submodule's URL is either a URL as in a Context, or a path relative to its parent's.</summary>
    private GitAddress Address(string path, string url)
    {
        if (url.StartsWith("./", StringComparison.Ordinal) || url.StartsWith("../", StringComparison.Ordinal))
        {
            List<string> names = parent.Address.Path.TrimEnd('/').Split('/').ToList();
            foreach (string name in url.Split('/').Where(n => n is not ("." or "")))
            {
                if (name != "..")
                    names.Add(name);
                else if (names.Count > 1)
                    names.RemoveAt(names.Count - 1);
                else
                    throw Refused(path, "its URL leaves the server's root", $"write a full URL into {File}");
            }

            url = (parent.Address with { Path = string.Join('/', names) }).ToString();
        }

        (GitAddress? address, string? error) = GitAddress.Read(url);
        return address ?? throw Refused(path, "its URL can't be used", error!);
    }

    private static bool IsPlainName(string name) =>
        name[0] is not ('-' or '/')
        && !name.Contains('\\', StringComparison.Ordinal)
        && name.Split('/').All(n => EntryNames.Problem(n) is null)
        && !name.Any(char.IsControl);

    private static GitFault Refused(string path, string problem, string advice) =>
        new(GitReason.FetchFailed, $"the submodule {path} is refused: {problem}", advice);
}
