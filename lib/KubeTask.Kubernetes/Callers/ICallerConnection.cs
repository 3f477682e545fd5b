namespace KubeTask.Kubernetes.Callers;

/// <summary>Sends requests to the API server as the caller.</summary>
public interface ICallerConnection : IDisposable
{
    /// <summary>Sends a request. Returns as soon as the headers of the answer are read, whatever its status.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="method">The verb.</param>
    /// <param name="path">Relative to the server and escaped, with or without a query.</param>
    /// <param name="content">The body; disposed of with the request.</param>
    /// <param name="accept">The formats that the answer may have.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<HttpResponseMessage> SendAsync(
        CallerToken caller,
        HttpMethod method,
        string path,
        HttpContent? content,
        string accept,
        CancellationToken cancellationToken
    );
}
