using System.Net;
using System.Text;
using k8s;

namespace KubeTask.Scaler.Watching;

/// <summary>
/// Raw requests to the API server. Address, TLS, client certificates and tokens (with their refresh) are KubernetesClient's work; its lists and watches aren't used,
/// because they build whole objects and its watches can go silent for good.
/// </summary>
public sealed class KubernetesApi : IDisposable
{
    private readonly k8s.Kubernetes kubernetes;

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
        kubernetes = new k8s.Kubernetes(configuration);
    }

    public Uri Address => kubernetes.BaseUri;

    /// <summary>Sends a GET and returns as soon as the headers are there.</summary>
    /// <exception cref="KubernetesStatusException">The answer isn't 200.</exception>
    internal Task<HttpResponseMessage> GetAsync(string pathAndQuery, TimeProvider time, CancellationToken cancellation)
        => SendAsync(HttpMethod.Get, pathAndQuery, null, time, cancellation);

    /// <summary>Sends a request and returns as soon as the headers are there.</summary>
    /// <exception cref="KubernetesStatusException">The answer is neither 200 nor 201.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string pathAndQuery, string? json, TimeProvider time, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(kubernetes.BaseUri, pathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.Accept.ParseAdd("application/json");
        if (kubernetes.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, cancellation);

        HttpResponseMessage response = await kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
            return response;
        using (response)
        {
            string message = await StatusMessageAsync(response, cancellation);
            throw new KubernetesStatusException((int)response.StatusCode, message, RetryAfter.Of(response, time));
        }
    }

    public void Dispose() => kubernetes.Dispose();

    private static async Task<string> StatusMessageAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[16 << 10];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return WatchFrame.StatusOf(buffer.AsSpan(0, length))?.Message ?? $"{(int)response.StatusCode} {response.ReasonPhrase}";
    }
}
