using KubeTask.Git;
using KubeTask.Init.Native;
using KubeTask.Init.Protocol;
using KubeTask.Init.Reporting;
using KubeTask.Init.Repositories;
using KubeTask.Init.Transports;
using LibGit2Sharp;

namespace KubeTask.Init.Fetching;

/// <summary>Fetches the objects of one ref.</summary>
/// <param name="folder">The folder <c>.git</c> to make.</param>
/// <param name="mostBytes">How many bytes may be received.</param>
internal sealed class RepositoryFetch(RemoteRepository remote, string name, int depth, string folder, long mostBytes)
{
    public Task<FetchedRepository> RunAsync(CancellationToken stop) =>
        Retries.RunAsync(() => TryAsync(everything: false, stop), remote.Frame.RetryDelay, remote.Log, stop);

    private async Task<FetchedRepository> TryAsync(bool everything, CancellationToken stop)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        GitFolder.Create(folder);
        var received = new ReceivedBytes(mostBytes);
        await using Connection connection = remote.Connect(received);
        bool isRefused = false;
        try
        {
            var list = new PktReader(await connection.ListAsync(stop));
            Advertisement server = await Advertisement.ReadAsync(list, stop);
            var choice = RefChoice.Of(server, name, connection is HttpConnection);
            bool all = everything || choice.Id is null;
            if (all)
                remote.Log($"the server sends no single commit {name}, so all branches and tags are fetched");
            var request = new PackRequest(all ? RefChoice.Everything(server) : [choice.Id!], all ? 0 : depth);
            if (request.Depth > 0 && !server.Has("shallow"))
                request = request with { Depth = 0 };
            var progress = new Progress(received, remote.Log);
            IReadOnlyList<string> shallow;
            try
            {
                shallow = await PackFetch.RunAsync(connection, list, server, request, folder, progress.Step, stop);
            }
            catch (ServerErrorException) when (choice.IsUnnamed && !all)
            {
                isRefused = true;
                shallow = [];
            }

            if (!isRefused)
            {
                remote.Log("received " + progress.Rate());
                return Describe(server, choice, shallow);
            }
        }
        catch (ServerErrorException e)
        {
            throw ServerFaults.Of(e.Message);
        }
        catch (LibGit2Exception e)
        {
            throw new GitFault(GitReason.FetchFailed, $"the pack can't be stored: {e.Message}", "try again", inner: e);
        }
        catch (Exception e) when (e is not GitFault && !stop.IsCancellationRequested)
        {
            if (await connection.ExplainAsync(e) is { } fault)
                throw fault;
            throw;
        }

        return await TryAsync(everything: true, stop);
    }

    private FetchedRepository Describe(Advertisement server, RefChoice choice, IReadOnlyList<string> shallow)
    {
        using var repository = new Repository(folder);
        Commit? commit;
        try
        {
            commit = repository.Lookup<GitObject>(choice.Id ?? name)?.Peel<Commit>();
        }
        catch (Exception e)
            when (e is AmbiguousSpecificationException or InvalidSpecificationException or NotFoundException or PeelException)
        {
            throw new GitFault(GitReason.RefNotFound, $"{name} stands for no single commit ({e.Message})", "write a full commit", inner: e);
        }

        if (commit is null)
            throw RefChoice.Unknown(server, name);
        var tags = new List<(string Name, string Id)>();
        if (choice.Tag is { } tag)
            tags.Add((tag, choice.Id!));
        if (shallow.Count == 0)
        {
            tags.AddRange(
                RefChoice.Tags(server).Where(t => t.Name != choice.Tag && HasAll(repository, server, t)).Select(t => (t.Name, t.Id))
            );
        }
        return new FetchedRepository(
            folder,
            new GitFolderContent(commit.Sha, remote.Address.ToString())
            {
                Branch = choice.Branch,
                Tags = tags,
                Shallow = shallow,
            }
        );
    }

    private static bool HasAll(Repository repository, Advertisement server, AdvertisedRef tag) =>
        repository.ObjectDatabase.Contains(new ObjectId(tag.Id))
        && (server.PeeledIdOf("refs/tags/" + tag.Name) is not { } peeled || repository.ObjectDatabase.Contains(new ObjectId(peeled)));
}
