using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Tests;

/// <summary>An API server that answers reads of some paths, and knows nothing else. It records what is read.</summary>
internal sealed class AnsweringApi : IApiClient
{
    private readonly Dictionary<string, string> _answers = [];

    public List<string> Paths { get; } = [];

    /// <summary>The path for which the cache is behind.</summary>
    public string? Behind { get; init; }

    /// <summary>Answers a path with JSON.</summary>
    public AnsweringApi With(string path, string json)
    {
        _answers[path] = json;
        return this;
    }

    public Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        Paths.Add(path);
        if (path == Behind)
        {
            var behind = new ApiError(HttpStatusCode.GatewayTimeout, "Timeout", "Too large resource version", null);
            throw new ApiException($"GET {path}", behind);
        }

        return Task.FromResult(_answers.TryGetValue(path, out string? json) ? JsonSerializer.Deserialize(json, type) : null);
    }

    public Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task<ApiResult<T>> UpdateAsync<T>(string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
