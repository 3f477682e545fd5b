using k8s;

namespace KubeTask.Kubernetes.Http;

/// <summary>
/// A connection to the API server with the process's own credentials. KubernetesClient finds the address and handles TLS, client
/// certificates and tokens (with their refresh).
/// </summary>
public sealed class ApiConnection : IDisposable
{
    private readonly k8s.Kubernetes _kubernetes;
    private readonly string? _serverName;

    /// <param name="configuration">The server and the credentials.</param>
    /// <param name="handlers">What each request passes on its way, such as one that adds headers.</param>
    public ApiConnection(KubernetesClientConfiguration configuration, params DelegatingHandler[] handlers)
    {
        configuration.FirstMessageHandlerSetup += handler => handler.SslOptions.TrustAuthoritiesOf(configuration);
        _kubernetes = new k8s.Kubernetes(configuration, handlers);
        _serverName = configuration.TlsServerName;
    }

    public Uri Address => _kubernetes.BaseUri;

    /// <summary>Sends a request. Returns as soon as the headers of the answer are read, whatever its status.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="path">Relative to the server and escaped, with or without a query.</param>
    /// <param name="content">The body; disposed of with the request.</param>
    /// <param name="accept">The formats that the answer may have.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        string accept,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage request = ApiRequest.Create(_kubernetes.BaseUri, _serverName, method, path, content, accept);
        if (_kubernetes.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        return await _kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => _kubernetes.Dispose();
}
