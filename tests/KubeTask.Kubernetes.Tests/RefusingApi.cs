using System.Text.Json.Serialization.Metadata;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Tests;

/// <summary>A connection through which the API server refuses Tasks, as long as a test says how.</summary>
internal sealed class RefusingApi(IApiClient api) : IApiClient
{
    /// <summary>The answer to a new Task; null to let it through.</summary>
    public ApiError? Answer { get; set; }

    public Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => api.GetAsync(path, type, cancellationToken);

    public Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        Answer is { } refusal && body is V1Alpha1Task
            ? Task.FromResult(new ApiResult<T>(null, refusal))
            : api.CreateAsync(collection, body, type, cancellationToken);

    public Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => api.MergePatchAsync(path, patch, type, cancellationToken);

    public Task<ApiResult<T>> UpdateAsync<T>(string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => api.UpdateAsync(path, body, type, cancellationToken);

    public Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken) =>
        api.DeleteAsync(path, uid, resourceVersion, cancellationToken);
}
