using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace KubeTask.Kubernetes.Api;

/// <summary>
/// Objects that many decisions share, kept for some seconds. One is used again only if it isn't older than what the caller has seen, so
/// that a thousand Tasks of one Agent don't read it a thousand times. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class RecentObjects(TimeProvider time)
{
    /// <summary>How long an object is used. After that it is read again, whatever was seen: a sender's view may stand still.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private const int MaxKept = 64;
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>The object, or null if it doesn't exist. That it is missing is neither kept nor concluded from a cache.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="path">The object's path, without a query.</param>
    /// <param name="notBefore">The newest resourceVersion of the kind that the caller has seen; null to read the newest state.</param>
    /// <param name="type">How it is read.</param>
    /// <param name="mayKeep">Whether an object may be kept: it is small, and doesn't change with each Task.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <inheritdoc cref="IApiClient.GetAsync"/>
    public async Task<T?> GetAsync<T>(
        IApiClient api,
        string path,
        string? notBefore,
        JsonTypeInfo<T> type,
        Predicate<T> mayKeep,
        CancellationToken cancellationToken
    )
        where T : class
    {
        // ResourceVersions are compared only where they are numbers, as the API promises.
        bool comparable = ulong.TryParse(notBefore, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seen);
        long asked = time.GetTimestamp();
        if (comparable && _kept.TryGetValue(path, out Kept? kept) && kept.NotOlderThan >= seen && IsRecent(kept))
            return (T)kept.Object;
        T? read = await api.GetNotOlderAsync(path, notBefore, type, cancellationToken);
        if (comparable && read is not null && mayKeep(read))
            Keep(path, new Kept(read, seen, asked));
        return read;
    }

    private bool IsRecent(Kept kept) => time.GetElapsedTime(kept.AskedAt) < KeptFor;

    private void Keep(string path, Kept one)
    {
        if (_kept.Count >= MaxKept)
        {
            foreach ((string other, Kept kept) in _kept)
            {
                if (!IsRecent(kept))
                    _kept.TryRemove(other, out _);
            }

            if (_kept.Count >= MaxKept && !_kept.ContainsKey(path))
                return;
        }

        _kept[path] = one;
    }

    /// <param name="Object">The object.</param>
    /// <param name="NotOlderThan">A resourceVersion of its kind that it isn't older than.</param>
    /// <param name="AskedAt">When it was asked for.</param>
    private sealed record Kept(object Object, ulong NotOlderThan, long AskedAt);
}
