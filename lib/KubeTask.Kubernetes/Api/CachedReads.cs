using System.Net;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace KubeTask.Kubernetes.Api;

/// <summary>
/// Reads that the API server may answer from its cache, if that isn't older than a resourceVersion that somebody has seen. They cost it no
/// read from etcd. Without such a resourceVersion the newest state is read.
/// </summary>
public static class CachedReads
{
    /// <summary>The object, or null if it doesn't exist. That it is missing is never concluded from a cache.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="path">The object's path, without a query.</param>
    /// <param name="notBefore">A resourceVersion of the same kind, or null.</param>
    /// <param name="type">How it is read.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <inheritdoc cref="IApiClient.GetAsync"/>
    public static async Task<T?> GetNotOlderAsync<T>(
        this IApiClient api,
        string path,
        string? notBefore,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        T? cached = notBefore is null
            ? null
            : await OrNullIfBehindAsync(() =>
                api.GetAsync($"{path}?resourceVersion={Uri.EscapeDataString(notBefore)}", type, cancellationToken)
            );
        return cached ?? await api.GetAsync(path, type, cancellationToken);
    }

    /// <summary>All objects of a collection. A cache answers with all of them at once, without it they come in pages.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="collection">The collection's path, with or without a query.</param>
    /// <param name="notBefore">A resourceVersion of the same kind; 0 for whatever the cache has; null for the newest state.</param>
    /// <param name="type">The type of the kind's list.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ApiException">Any answer but a list.</exception>
    public static async Task<List<TItem>> ListNotOlderAsync<TList, TItem>(
        this IApiClient api,
        string collection,
        string? notBefore,
        JsonTypeInfo<TList> type,
        CancellationToken cancellationToken
    )
        where TList : class, IItems<TItem>, IKubernetesObject<V1ListMeta>
    {
        string query =
            $"{(collection.Contains('?', StringComparison.Ordinal) ? '&' : '?')}resourceVersion={Uri.EscapeDataString(notBefore ?? "")}";
        if (notBefore is not (null or "0"))
            query += "&resourceVersionMatch=NotOlderThan";
        TList? cached = notBefore is null
            ? null
            : await OrNullIfBehindAsync(() => api.GetAsync(collection + query, type, cancellationToken));
        return cached is null ? await api.ListAsync<TList, TItem>(collection, type, cancellationToken) : [.. cached.Items ?? []];
    }

    /// <summary>
    /// A cache that doesn't reach the resourceVersion within three seconds answers with a timeout. Then etcd must answer.
    /// </summary>
    private static async Task<T?> OrNullIfBehindAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.GatewayTimeout)
        {
            return null;
        }
    }
}
