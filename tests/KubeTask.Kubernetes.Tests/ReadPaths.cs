using System.Text.Json.Serialization.Metadata;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Tests;

/// <summary>A connection that records the paths of reads, and runs an action after the first.</summary>
internal sealed class ReadPaths(IApiClient api, Action afterFirst) : IApiClient
{
    public List<string> Paths { get; } = [];

    /// <summary>What the API server's cache holds; null to ask the API server.</summary>
    public V1Alpha1CronTask? Cached { get; init; }

    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        Paths.Add(path);
        T? read =
            path.Contains("?resourceVersion=", StringComparison.Ordinal) && Cached is T cached
                ? cached
                : await api.GetAsync(path, type, cancellationToken);
        if (Paths.Count == 1)
            afterFirst();
        return read;
    }

    public Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => api.CreateAsync(collection, body, type, cancellationToken);

    public Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => api.MergePatchAsync(path, patch, type, cancellationToken);

    public Task<ApiResult<T>> UpdateAsync<T>(string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => api.UpdateAsync(path, body, type, cancellationToken);

    public Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken) =>
        api.DeleteAsync(path, uid, resourceVersion, cancellationToken);
}
