using System.Net.Security;
using k8s;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Kubernetes.Callers;

/// <summary>
/// Sends each request with the caller's token and nothing else. Of our own configuration, only the address and the authority of the
/// server's certificate are used. No credential of ours is here that a mistake could send (ADR 0012).
/// </summary>
public sealed class TokenConnection : ICallerConnection
{
    private readonly HttpClient _http;
    private readonly SocketsHttpHandler _handler;
    private readonly Uri _address;
    private readonly string? _serverName;

    public TokenConnection(KubernetesClientConfiguration configuration)
    {
        _address = new Uri(configuration.Host.EndsWith('/') ? configuration.Host : configuration.Host + "/");
        _serverName = configuration.TlsServerName;
        _handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            Credentials = null,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            SslOptions = Trust(configuration),
        };
        _handler.DetectDeadConnections();
        _http = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<HttpResponseMessage> SendAsync(
        CallerToken caller,
        HttpMethod method,
        string path,
        HttpContent? content,
        string accept,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage request = ApiRequest.Create(_address, _serverName, method, path, content, accept);
        request.Headers.Authorization = caller.ToHeader();
        request.Headers.UserAgent.ParseAdd("kubetask-submit");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private static SslClientAuthenticationOptions Trust(KubernetesClientConfiguration configuration)
    {
        var options = new SslClientAuthenticationOptions();
        if (configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The kubeconfig asks for it, by a name that can't be missed: insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        options.TrustAuthoritiesOf(configuration);
        return options;
    }
}
