using KubeTask.Init.Native;
using KubeTask.Init.Protocol;
using KubeTask.Init.Transports;

namespace KubeTask.Init.Repositories;

/// <summary>Receives a pack into a repository.</summary>
internal static class PackFetch
{
    /// <param name="folder">The folder <c>.git</c>.</param>
    /// <param name="progress">Gets the objects that have arrived, and all objects.</param>
    /// <returns>The commits whose parents aren't there.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        Connection connection,
        PktReader list,
        Advertisement server,
        PackRequest request,
        string folder,
        Action<uint, uint> progress,
        CancellationToken stop
    )
    {
        Stream answers = await connection.RequestAsync(request.ToBytes(server), stop);
        // Over ssh and git the answer follows the list, and its beginning may be read already.
        PktReader reader = connection is HttpConnection ? new PktReader(answers) : list;
        PackAnswer answer = await PackAnswer.ReadAsync(reader, request, server, stop);
        using var indexer = new PackIndexer(GitFolder.Packs(folder), stop);
        while (await answer.ReadPackAsync(stop) is { Length: > 0 } bytes)
        {
            indexer.Append(bytes.Span);
            progress(indexer.Objects, indexer.AllObjects);
        }

        if (indexer.AllObjects == 0)
            throw new EndOfStreamException("the server ended the connection before the pack");
        indexer.Commit();
        return answer.Shallow;
    }
}
