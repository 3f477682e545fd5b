using KubeTask.Git;
using KubeTask.Init.Credentials;
using KubeTask.Init.Reporting;
using LibGit2Sharp;

namespace KubeTask.Init.Fetching;

/// <summary>Fetches one Context into its volume.</summary>
/// <param name="number">Its place in the work.</param>
internal sealed class ContextFetch(FetchFrame frame, RepositoryWork work, int number)
{
    private readonly string _volume = frame.Volume(number);

    /// <summary>Returns the commit that is checked out.</summary>
    /// <exception cref="GitFault">It can't be fetched.</exception>
    public async Task<string> RunAsync(CancellationToken stop)
    {
        try
        {
            return await FetchAsync(stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LibGit2SharpException && !stop.IsCancellationRequested)
        {
            throw new GitFault(GitReason.FetchFailed, $"it can't be written or read: {e.Message}", "check the volume's space", inner: e);
        }
        finally
        {
            // The private key isn't needed any more.
            if (Directory.Exists(frame.Temporary(number)))
                Directory.Delete(frame.Temporary(number), recursive: true);
        }
    }

    private async Task<string> FetchAsync(CancellationToken stop)
    {
        RemoteRepository remote = Remote();
        string part = Path.Combine(_volume, ".part");
        Clear();
        string content = Path.Combine(part, FetchFolders.Content);
        IReadOnlyList<string> path = GitText.Names(work.Path);
        string folder = path.Count == 0 ? Path.Combine(content, ".git") : Path.Combine(part, "git");
        remote.Log($"fetching {remote.Address}, ref {work.Ref}, depth {(work.Depth == 0 ? "all" : work.Depth)}");
        FetchedRepository fetched = await new RepositoryFetch(remote, work.Ref, work.Depth, folder, frame.MaxBytes).RunAsync(stop);
        var checkout = new RepositoryCheckout(remote, new CheckoutSettings(content, path, work.Depth, work.RecurseSubmodules));
        await checkout.RunAsync(fetched, stop);
        Move(content, Path.Combine(_volume, FetchFolders.Content));
        Directory.Delete(part, recursive: true);
        remote.Log($"checked out commit {fetched.Content.Commit}");
        return fetched.Content.Commit;
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from))
            Directory.Move(from, to);
        else
            File.Move(from, to);
    }

    private RemoteRepository Remote()
    {
        (GitAddress? address, string? error) = GitAddress.Read(work.Repository);
        if (address is null)
            throw new GitFault(GitReason.FetchFailed, "repository can't be used", error!);
        if (GitText.BrokenRef(work.Ref) is { } brokenRef)
            throw new GitFault(GitReason.RefNotFound, "ref can't be used", brokenRef);
        if (work.Path is not null && GitText.BrokenPath(work.Path) is { } brokenPath)
            throw new GitFault(GitReason.PathNotFound, "path can't be used", brokenPath);
        RepositoryCredentials credentials = work.HasCredentials
            ? new CredentialFolder(frame.Credentials(number), frame.Temporary(number), frame.Log.Redactor).For(address)
            : RepositoryCredentials.None;
        return new RemoteRepository(work.Context, address, credentials, frame.Temporary(number), frame);
    }

    /// <summary>Takes out what an interrupted run has left.</summary>
    private void Clear()
    {
        Directory.CreateDirectory(_volume);
        foreach (FileSystemInfo old in new DirectoryInfo(_volume).EnumerateFileSystemInfos())
        {
            if (old is DirectoryInfo { LinkTarget: null } folder)
                folder.Delete(recursive: true);
            else
                old.Delete();
        }
    }
}
