using System.Net;
using System.Text;
using k8s;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Scaler.Api;

/// <summary>
/// Raw requests to the API server. We don't use KubernetesClient's lists and watches, because they build whole objects, and its watches can
/// go silent for good.
/// </summary>
public sealed class KubernetesApi : IDisposable
{
    private readonly ApiConnection _connection;

    public KubernetesApi(KubernetesClientConfiguration configuration)
    {
        // A client-wide timeout would end watches; lists and watches each have their own.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        configuration.FirstMessageHandlerSetup = handler => handler.DetectDeadConnections();
        _connection = new ApiConnection(configuration);
    }

    public Uri Address => _connection.Address;

    /// <inheritdoc cref="GetAsync(string, string, TimeProvider, CancellationToken)"/>
    internal Task<HttpResponseMessage> GetAsync(string pathAndQuery, TimeProvider time, CancellationToken cancellationToken) =>
        GetAsync(pathAndQuery, MediaTypes.Json, time, cancellationToken);

    /// <summary>Sends a GET and returns as soon as the headers of the answer are read.</summary>
    /// <exception cref="KubernetesStatusException">The answer isn't 200.</exception>
    /// <param name="pathAndQuery">Relative to the server and escaped.</param>
    /// <param name="accept">The formats that the answer may have.</param>
    /// <param name="time">Reads Retry-After.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal Task<HttpResponseMessage> GetAsync(
        string pathAndQuery,
        string accept,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => SendAsync(HttpMethod.Get, pathAndQuery, null, accept, time, cancellationToken);

    /// <summary>Sends a request and returns as soon as the headers of the answer are read.</summary>
    /// <exception cref="KubernetesStatusException">The answer is neither 200 nor 201.</exception>
    internal Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string pathAndQuery,
        string? json,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => SendAsync(method, pathAndQuery, json, MediaTypes.Json, time, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string pathAndQuery,
        string? json,
        string accept,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        StringContent? content = json is null ? null : new StringContent(json, Encoding.UTF8, MediaTypes.Json);
        HttpResponseMessage response = await _connection.SendAsync(method, pathAndQuery, content, accept, cancellationToken);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
            return response;
        using (response)
        {
            ApiStatus? status = await ApiStatus.ReadAsync(response, cancellationToken);
            string message = status?.Message is { Length: > 0 } text ? text : $"{(int)response.StatusCode} {response.ReasonPhrase}";
            throw new KubernetesStatusException((int)response.StatusCode, message, RetryAfter.Of(response, time));
        }
    }

    public void Dispose() => _connection.Dispose();
}
