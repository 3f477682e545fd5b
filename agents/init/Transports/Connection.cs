using KubeTask.Init.Reporting;

namespace KubeTask.Init.Transports;

/// <summary>A way to git-upload-pack of one repository, for one list and one request.</summary>
internal abstract class Connection : IAsyncDisposable
{
    /// <summary>Connects; returns the stream with the server's refs.</summary>
    public abstract Task<Stream> ListAsync(CancellationToken stop);

    /// <summary>Sends the request; returns the stream with the answer, which may be the stream of the list.</summary>
    public abstract Task<Stream> RequestAsync(byte[] request, CancellationToken stop);

    /// <summary>What people have to know about an exception of the two, or of their streams; null if it isn't about the server.</summary>
    public abstract Task<GitFault?> ExplainAsync(Exception failure);

    public abstract ValueTask DisposeAsync();
}
