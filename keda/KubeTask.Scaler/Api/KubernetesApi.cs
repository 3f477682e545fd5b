using System.Net;
using System.Text;
using k8s;

namespace KubeTask.Scaler.Api;

/// <summary>
/// Raw requests to the API server. Address, TLS, client certificates and tokens (with their refresh) are KubernetesClient's work; its lists and watches aren't used,
/// because they build whole objects and its watches can go silent for good.
/// </summary>
public sealed class KubernetesApi : IDisposable
{
    private readonly k8s.Kubernetes _kubernetes;

    public KubernetesApi(KubernetesClientConfiguration configuration)
    {
        // A client-wide timeout would end watches; lists and watches each have their own.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        configuration.FirstMessageHandlerSetup = handler =>
        {
            // All watches share an HTTP/2 connection; the pings take a half-open one out of the pool.
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
            handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        };
        _kubernetes = new k8s.Kubernetes(configuration);
    }

    public Uri Address => _kubernetes.BaseUri;

    /// <summary>Sends a GET and returns as soon as the headers are there.</summary>
    /// <exception cref="KubernetesStatusException">The answer isn't 200.</exception>
    internal Task<HttpResponseMessage> GetAsync(string pathAndQuery, TimeProvider time, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, pathAndQuery, null, time, cancellationToken);

    /// <summary>Sends a request and returns as soon as the headers are there.</summary>
    /// <exception cref="KubernetesStatusException">The answer is neither 200 nor 201.</exception>
    internal async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string pathAndQuery,
        string? json,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(_kubernetes.BaseUri, pathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.Accept.ParseAdd("application/json");
        if (_kubernetes.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);

        HttpResponseMessage response = await _kubernetes.HttpClient.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
            return response;
        using (response)
        {
            string message = await StatusMessageAsync(response, cancellationToken);
            throw new KubernetesStatusException((int)response.StatusCode, message, RetryAfter.Of(response, time));
        }
    }

    public void Dispose() => _kubernetes.Dispose();

    private static async Task<string> StatusMessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[16 << 10];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return ApiStatus.Of(buffer.AsSpan(0, length))?.Message ?? $"{(int)response.StatusCode} {response.ReasonPhrase}";
    }
}
