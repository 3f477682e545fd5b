using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace KubeTask.Kubernetes.Api;

/// <summary>Lists in pages.</summary>
public static class ApiLists
{
    private const int PageSize = 500;

    /// <summary>Reads all objects of a collection, in pages of 500.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="collection">The collection's path, with or without a query.</param>
    /// <param name="type">The type of the kind's list.</param>
    /// <param name="cancellationToken">Ends the listing between two pages.</param>
    /// <exception cref="ApiException">Any answer but a list.</exception>
    public static async Task<List<TItem>> ListAsync<TList, TItem>(
        this IApiClient api,
        string collection,
        JsonTypeInfo<TList> type,
        CancellationToken cancellationToken
    )
        where TList : class, IItems<TItem>, IKubernetesObject<V1ListMeta>
    {
        var items = new List<TItem>();
        string page = $"{collection}{(collection.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={PageSize}";
        string? next = page;
        while (next is not null && await api.GetAsync(next, type, cancellationToken) is { } list)
        {
            items.AddRange(list.Items ?? []);
            next = list.Metadata?.ContinueProperty is { Length: > 0 } token ? $"{page}&continue={Uri.EscapeDataString(token)}" : null;
        }

        return items;
    }
}
