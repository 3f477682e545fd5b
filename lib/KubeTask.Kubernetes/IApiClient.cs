using System.Text.Json.Serialization.Metadata;

namespace KubeTask.Kubernetes;

/// <summary>The few calls to the API server that we make. Paths are relative to the server and escaped (<see cref="ApiPaths"/>).</summary>
public interface IApiClient
{
    /// <summary>The object, or null where it isn't there.</summary>
    /// <exception cref="ApiException">Any other answer.</exception>
    Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class;

    Task<ApiResult<T>> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Patches the object; a patch that carries its resourceVersion or uid is answered with a conflict where they differ.</summary>
    Task<ApiResult<T>> MergePatchAsync<T>(string path, byte[] patch, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Deletes the object if it has this uid (and, if given, this resourceVersion), and its dependents with it. One that is gone already is as good as deleted.
    /// </summary>
    /// <exception cref="ApiException">Any answer but success, 404 and 409 (another object, or another version of it).</exception>
    Task DeleteAsync(string path, string uid, string? resourceVersion, CancellationToken cancellationToken);
}
