namespace PocketKube.ApiServer.Logs;

/// <summary>The node's side of <c>pods/log</c>.</summary>
public interface INodeLogs
{
    /// <summary>
    /// Copies a container's log. Called only for a container that the pod's spec names.
    /// </summary>
    /// <returns>Null when the log was copied to its end; else why it can't be read: an HTTP code and the message for the
    /// client (such as 400 and <c>container "x" in pod "y" is waiting to start: ContainerCreating</c>). A failure may
    /// only be returned before the first byte is written.</returns>
    Task<PodLogFailure?> CopyAsync(PodLogRequest request, Stream destination, CancellationToken cancellationToken);
}
