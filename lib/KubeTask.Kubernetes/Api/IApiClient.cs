using System.Text.Json.Serialization.Metadata;

namespace KubeTask.Kubernetes.Api;

/// <summary>The functions' calls to the API server. Paths are relative to the server and escaped (<see cref="ApiPaths"/>).</summary>
public interface IApiClient
{
    /// <summary>The object, or null if it doesn't exist.</summary>
    /// <exception cref="ApiException">Any other answer.</exception>
    /// <exception cref="UnreadableObjectException">The object holds a value that can't be read.</exception>
    Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class;

    Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Patches the object. If the patch has a resourceVersion or a uid and the object's differs, the answer is a conflict.
    /// </summary>
    Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Updates the object (PUT). If its resourceVersion or uid differs from the body's, or it is gone, the answer is a conflict.
    /// </summary>
    Task<ApiResult<T>> UpdateAsync<T>(string path, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Deletes the object and its dependents if it has this uid (and this resourceVersion, if given). An object that is already gone counts
    /// as deleted.
    /// </summary>
    /// <exception cref="ApiException">Any answer but success, 404 and 409 (another object, or another version of it).</exception>
    Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken);
}
