using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Kubernetes;

/// <summary>
/// The few calls to the API server that we make. KubernetesClient finds the server and the credentials and holds the connection; the calls
/// themselves are ours, so that JSON is read and written by generated code, over HTTP/2.
/// </summary>
public sealed class ApiClient : IApiClient, IDisposable
{
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private readonly k8s.Kubernetes _kubernetes;
    private readonly ThrottledRetry _retry;

    public ApiClient(KubernetesClientConfiguration configuration, TimeProvider time, Random jitter)
    {
        configuration.UserAgent = "kubetask";
        configuration.HttpClientTimeout = s_timeout;
        _kubernetes = new k8s.Kubernetes(configuration);
        _retry = new ThrottledRetry(time, jitter);
    }

    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ApiResult<T> result = await SendAsync(HttpMethod.Get, path, null, null, type, cancellationToken);
        return result.Succeeded(out T? value, out ApiError? error) ? value
            : error.Code == HttpStatusCode.NotFound ? null
            : throw new ApiException($"GET {path}", error);
    }

    public Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(HttpMethod.Post, collection, JsonSerializer.SerializeToUtf8Bytes(body, type), Json, type, cancellationToken);

    public Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(HttpMethod.Patch, path, patch, MergePatch, type, cancellationToken);

    public async Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken)
    {
        byte[] options = JsonSerializer.SerializeToUtf8Bytes(
            new V1DeleteOptions
            {
                PropagationPolicy = "Background",
                Preconditions = new V1Preconditions { Uid = uid, ResourceVersion = resourceVersion },
            },
            ApiJson.Default.V1DeleteOptions
        );
        // The answer is a Status, or the object itself where finalizers hold it: only that it is an object is read.
        ApiResult<KubernetesObject> result = await SendAsync(
            HttpMethod.Delete,
            path,
            options,
            Json,
            ApiJson.Default.KubernetesObject,
            cancellationToken
        );
        if (!result.Succeeded(out _, out ApiError? error) && error.Code is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
            throw new ApiException($"DELETE {path}", error);
    }

    /// <summary>Opens the connection, so that the first call need not wait for it.</summary>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, "version", null, null, ApiJson.Default.KubernetesObject, cancellationToken);

    public void Dispose() => _kubernetes.Dispose();

    private Task<ApiResult<T>> SendAsync<T>(
        HttpMethod method,
        string path,
        byte[]? body,
        string? mediaType,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class =>
        _retry.RunAsync<T>(
            async token =>
            {
                using var request = new HttpRequestMessage(method, new Uri(_kubernetes.BaseUri, path))
                {
                    Version = HttpVersion.Version20,
                    VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
                };
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
                if (body is not null)
                {
                    request.Content = new ByteArrayContent(body);
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
                }

                if (_kubernetes.Credentials is { } credentials)
                    await credentials.ProcessHttpRequestAsync(request, token);
                using HttpResponseMessage response = await _kubernetes.HttpClient.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    token
                );
                await using Stream content = await response.Content.ReadAsStreamAsync(token);
                if (response.IsSuccessStatusCode)
                {
                    T value = await JsonSerializer.DeserializeAsync(content, type, token)
                        ?? throw new JsonException($"{method} {path} answered with null");
                    return new Answer<T>(new ApiResult<T>(value, null), null);
                }

                return new Answer<T>(
                    new ApiResult<T>(null, await ReadErrorAsync(response, content, token)),
                    response.Headers.RetryAfter?.Delta
                );
            },
            cancellationToken
        );

    private static async Task<ApiError> ReadErrorAsync(HttpResponseMessage response, Stream content, CancellationToken cancellationToken)
    {
        string words = response.ReasonPhrase ?? "";
        if (response.Content.Headers.ContentType?.MediaType == Json)
        {
            V1Status? status = await JsonSerializer.DeserializeAsync(content, ApiJson.Default.V1Status, cancellationToken);
            return new ApiError(
                response.StatusCode,
                status?.Reason,
                status?.Message ?? words,
                status?.Details?.Causes?.FirstOrDefault()?.Reason
            );
        }

        return new ApiError(response.StatusCode, null, words, null);
    }
}
