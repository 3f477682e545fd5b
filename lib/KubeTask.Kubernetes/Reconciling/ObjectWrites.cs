using System.Net;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Kubernetes.Api;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes.Reconciling;

/// <summary>The writes that all appliers share: create by name, and patch with a precondition.</summary>
internal static class ObjectWrites
{
    /// <summary>Creates an object by its name. If the name is taken, the existing object is read instead.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="logger">Logs a new object.</param>
    /// <param name="collection">The path of the object's collection.</param>
    /// <param name="pathOf">The path of an object, by its key.</param>
    /// <param name="body">The object.</param>
    /// <param name="type">How it is read and written.</param>
    /// <param name="results">What to add to the state.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">The API server refused it for a reason that isn't the object's.</exception>
    public static async Task<Applied<TState>> CreateAsync<TState, T>(
        IApiClient api,
        ILogger logger,
        string collection,
        Func<ObjectKey, string> pathOf,
        T body,
        JsonTypeInfo<T> type,
        CreateResults<TState, T> results,
        CancellationToken cancellationToken
    )
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = new ObjectKey(body.Metadata.NamespaceProperty, body.Metadata.Name);
        ApiResult<T> result = await api.CreateAsync(collection, body, type, cancellationToken);
        if (result.Succeeded(out T? made, out ApiError? error))
        {
            logger.LogInformation("created {Kind} {Key}", body.Kind, key);
            return new(Progress.Continue, s => results.Created(s, key, made));
        }

        if (error.IsAlreadyExists)
        {
            // If the object is gone again by now, read everything again.
            return await api.GetAsync(pathOf(key), type, cancellationToken) is { } found
                ? new(Progress.Continue, s => results.Existing(s, key, found))
                : new(Progress.Stale);
        }

        if (error.IsNamespaceTerminating)
            return new(Progress.Gone);
        if (error.IsInvalid)
            return new(Progress.Continue, s => results.Refused(s, key, error.Message));
        // Throttling says nothing about the object, and was obeyed already.
        if (results.RefusedForNow is { } refusedForNow && error.Code != HttpStatusCode.TooManyRequests)
            return new(Progress.Continue, s => refusedForNow(s, key, error.Message));
        throw new ApiException($"POST {collection}", error);
    }

    /// <summary>Patches an object that must not have changed since it was read.</summary>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public static async Task<Applied<TState>> PatchAsync<TState, T>(
        IApiClient api,
        string path,
        byte[] patch,
        JsonTypeInfo<T> type,
        Func<TState, T, TState> change,
        CancellationToken cancellationToken
    )
        where T : class => Written($"PATCH {path}", await api.MergePatchAsync(path, patch, type, cancellationToken), change);

    /// <summary>Updates the status of an object that must not have changed since it was read.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="path">The path of the status.</param>
    /// <param name="body">What <see cref="Core.Patches.StatusUpdates"/> makes.</param>
    /// <param name="type">How the answer is read.</param>
    /// <param name="change">What the answer changes in the state.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public static async Task<Applied<TState>> UpdateStatusAsync<TState, T>(
        IApiClient api,
        string path,
        byte[] body,
        JsonTypeInfo<T> type,
        Func<TState, T, TState> change,
        CancellationToken cancellationToken
    )
        where T : class => Written($"PUT {path}", await api.UpdateAsync(path, body, type, cancellationToken), change);

    private static Applied<TState> Written<TState, T>(string request, ApiResult<T> result, Func<TState, T, TState> change)
        where T : class
    {
        if (result.Succeeded(out T? written, out ApiError? error))
            return new(Progress.Continue, s => change(s, written));
        if (error.Code == HttpStatusCode.NotFound)
            return new(Progress.Gone);
        return error.IsConflict ? new(Progress.Stale) : throw new ApiException(request, error);
    }
}

/// <summary>What a create adds to the state.</summary>
/// <param name="Created">The object is new.</param>
/// <param name="Existing">The name was taken by this object.</param>
/// <param name="Refused">The API server refused the object and always will, with this message.</param>
/// <param name="RefusedForNow">
/// It refused the object for another reason, such as a quota or a webhook that is down, with this message. Without this, that is an
/// exception.
/// </param>
internal sealed record CreateResults<TState, T>(
    Func<TState, ObjectKey, T, TState> Created,
    Func<TState, ObjectKey, T, TState> Existing,
    Func<TState, ObjectKey, string, TState> Refused,
    Func<TState, ObjectKey, string, TState>? RefusedForNow = null
);
