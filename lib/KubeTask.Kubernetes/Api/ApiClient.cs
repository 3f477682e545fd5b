using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Http;

namespace KubeTask.Kubernetes.Api;

/// <summary>
/// The few calls to the API server that we make. KubernetesClient finds the server and the credentials; the calls are our own, so that
/// generated code reads and writes the JSON, and HTTP/2 carries it.
/// </summary>
public sealed class ApiClient : IApiClient, IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private readonly ApiConnection _connection;
    private readonly ThrottledRetry _retry;
    private readonly TimeProvider _time;

    public ApiClient(KubernetesClientConfiguration configuration, TimeProvider time, Random jitter)
    {
        configuration.UserAgent = "kubetask";
        configuration.HttpClientTimeout = s_timeout;
        _connection = new ApiConnection(configuration);
        _time = time;
        _retry = new ThrottledRetry(time, jitter);
    }

    /// <summary>A client on a connection that the caller has made, and that the client disposes of.</summary>
    public ApiClient(ApiConnection connection, TimeProvider time, Random jitter)
    {
        _connection = connection;
        _time = time;
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
        SendAsync(HttpMethod.Post, collection, JsonSerializer.SerializeToUtf8Bytes(body, type), MediaTypes.Json, type, cancellationToken);

    public Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(HttpMethod.Patch, path, patch, MediaTypes.MergePatch, type, cancellationToken);

    public Task<ApiResult<T>> UpdateAsync<T>(string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(HttpMethod.Put, path, body, MediaTypes.Json, type, cancellationToken);

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
        // The answer is a Status, or the object itself if finalizers hold it. Both are objects, and no more is read.
        ApiResult<KubernetesObject> result = await SendAsync(
            HttpMethod.Delete,
            path,
            options,
            MediaTypes.Json,
            ApiJson.Default.KubernetesObject,
            cancellationToken
        );
        if (!result.Succeeded(out _, out ApiError? error) && error.Code is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
            throw new ApiException($"DELETE {path}", error);
    }

    /// <summary>Opens the connection, so that the first call needn't wait for it.</summary>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, "version", null, null, ApiJson.Default.KubernetesObject, cancellationToken);

    public void Dispose() => _connection.Dispose();

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
                using HttpResponseMessage response = await _connection.SendAsync(
                    method,
                    path,
                    ContentOf(body, mediaType),
                    MediaTypes.Json,
                    token
                );
                if (response.IsSuccessStatusCode)
                {
                    await using Stream content = await response.Content.ReadAsStreamAsync(token);
                    return new Answer<T>(new ApiResult<T>(await ReadAsync($"{method} {path}", content, type, token), null), null);
                }

                ApiStatus? status = await ApiStatus.ReadAsync(response, token);
                return new Answer<T>(new ApiResult<T>(null, ApiError.Of(response, status)), RetryAfter.Of(response, _time));
            },
            cancellationToken
        );

    private static async Task<T> ReadAsync<T>(string request, Stream content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(content, type, cancellationToken)
                ?? throw new JsonException($"{request} answered with null");
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or NotSupportedException)
        {
            throw new UnreadableObjectException(request, e);
        }
    }

    private static ByteArrayContent? ContentOf(byte[]? body, string? mediaType)
    {
        if (body is null)
            return null;
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
        return content;
    }
}
