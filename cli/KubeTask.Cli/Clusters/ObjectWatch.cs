using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Clusters;

/// <summary>
/// Watches a collection: lists it, then applies the events of a watch. A watch that ends or breaks off is continued, as long as the API
/// server can be reached again within some minutes.
/// </summary>
/// <param name="cluster">The API server.</param>
/// <param name="collection">The path of the collection, with or without a selector.</param>
/// <param name="time">The clock.</param>
internal sealed class ObjectWatch(Cluster cluster, string collection, TimeProvider time)
{
    private const int MostFailures = 10;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private string _version = "";

    /// <summary>The objects by uid, after each change. It is the same collection each time, with another content.</summary>
    /// <exception cref="ApiException">The API server refused, for instance because the user has no right to watch.</exception>
    /// <exception cref="CliException">The API server can't be reached any more.</exception>
    public async IAsyncEnumerable<IReadOnlyDictionary<string, JsonObject>> StatesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        bool listed = false;
        int failures = 0;
        while (true)
        {
            if (!listed)
            {
                (List<JsonObject> items, _version) = await cluster.ListAsync(collection, cancellationToken);
                _objects.Clear();
                foreach (JsonObject item in items)
                    _objects[UidOf(item)] = item;
                listed = true;
                yield return _objects;
            }

            Exception? failure = null;
            long begun = time.GetTimestamp();
            await using IAsyncEnumerator<JsonObject> events = EventsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync())
                        break;
                }
                catch (Exception e) when (IsPassing(e, cancellationToken))
                {
                    failure = e;
                    break;
                }

                failures = 0;
                if (!Apply(events.Current))
                {
                    // The version is too old to continue from.
                    listed = false;
                    break;
                }

                yield return _objects;
            }

            if (failure is ApiException { Error.Code: HttpStatusCode.Gone })
                listed = false;
            else if (failure is not null && ++failures >= MostFailures)
                throw new CliException($"the API server can't be reached any more: {failure.Message}");
            // A watch that ends as soon as it begins must not become a busy loop.
            if (failure is not null || time.GetElapsedTime(begun) < s_pause)
                await Task.Delay(PauseAfter(failures), time, cancellationToken);
        }
    }

    private static TimeSpan PauseAfter(int failures)
    {
        TimeSpan pause = s_pause * Math.Pow(2, Math.Max(0, failures - 1));
        return pause < s_longestPause ? pause : s_longestPause;
    }

    /// <summary>False if the watch can't be continued and everything must be listed again.</summary>
    private bool Apply(JsonObject change)
    {
        if (change["object"] is not JsonObject value || (string?)change["type"] is "ERROR")
            return false;
        _version = (string?)value["metadata"]?["resourceVersion"] ?? _version;
        switch ((string?)change["type"])
        {
            case "ADDED" or "MODIFIED":
                _objects[UidOf(value)] = value;
                break;
            case "DELETED":
                _objects.Remove(UidOf(value));
                break;
            default:
                // A bookmark has nothing but the version.
                break;
        }

        return true;
    }

    private async IAsyncEnumerable<JsonObject> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        char and = collection.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string path = $"{collection}{and}watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(_version)}";
        using HttpResponseMessage response = await cluster.OpenAsync(path, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            if (JsonNode.Parse(line) is JsonObject change)
                yield return change;
        }
    }

    /// <summary>Whether it may work when it is tried again: the server is busy, restarts, or cut the connection.</summary>
    private static bool IsPassing(Exception exception, CancellationToken cancellationToken) =>
        exception switch
        {
            ApiException refused => refused.Error.Code
                is HttpStatusCode.Gone
                    or HttpStatusCode.TooManyRequests
                    or >= HttpStatusCode.InternalServerError,
            HttpRequestException or IOException or JsonException => true,
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            _ => false,
        };

    private static string UidOf(JsonObject value) => (string?)value["metadata"]?["uid"] ?? "";
}
