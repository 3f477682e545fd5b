using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PocketKube.Node.Watching;

/// <summary>
/// Lists one resource of all namespaces and then watches it for good: it resumes from the last resourceVersion, lists again
/// after 410, and leaves a watch that has gone silent. Each change is reported once and in order.
/// </summary>
/// <param name="path">Path of the collection, such as <c>api/v1/pods</c>.</param>
/// <param name="onChange">Called for each object that is new, changed or gone; must be quick and must not throw.</param>
public sealed class ResourceWatch<T>(
    k8s.Kubernetes client,
    string path,
    Action<ObjectChange, T> onChange,
    TimeProvider time,
    ILogger logger
)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int PageSize = 500;
    private static readonly TimeSpan s_watchLasts = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, T> _known = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first list has been reported in full.</summary>
    public Task Synced => _synced.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string? resourceVersion = null;
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                resourceVersion ??= await ListAsync(cancellationToken);
                _synced.TrySetResult();
                resourceVersion = await WatchAsync(resourceVersion, cancellationToken);
                failures = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _synced.TrySetCanceled(cancellationToken);
                return;
            }
            catch (Exception e)
                when (e is HttpRequestException or HttpOperationException or IOException or JsonException or OperationCanceledException)
            {
                var pause = TimeSpan.FromMilliseconds(Math.Min(100 << Math.Min(failures++, 10), s_longestPause.TotalMilliseconds));
                logger.LogWarning(e, "Watching {Path} failed; next try in {Pause}", path, pause);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        string? resourceVersion;
        string? next = null;
        do
        {
            string query = $"?limit={PageSize}" + (next is null ? "" : $"&continue={Uri.EscapeDataString(next)}");
            using HttpResponseMessage response = await SendAsync(query, cancellationToken);
            response.EnsureSuccessStatusCode();
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using JsonDocument document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            JsonElement metadata = document.RootElement.GetProperty("metadata");
            resourceVersion = metadata.GetProperty("resourceVersion").GetString();
            next = metadata.TryGetProperty("continue", out JsonElement token) ? token.GetString() : null;
            if (document.RootElement.TryGetProperty("items", out JsonElement items) && items.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement item in items.EnumerateArray())
                {
                    T found = KubernetesJson.Deserialize<T>(item);
                    seen.Add(found.Metadata.Uid);
                    Tell(found);
                }
            }
        } while (!string.IsNullOrEmpty(next));

        foreach (T? gone in _known.Values.Where(o => !seen.Contains(o.Metadata.Uid)).ToList())
            TellGone(gone);
        return resourceVersion ?? throw new JsonException($"The list of {path} has no resourceVersion.");
    }

    /// <returns>Where to resume; null when only a new list can tell.</returns>
    private async Task<string?> WatchAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        // The server ends each watch itself. A connection that outlives this has died silently.
        using var silence = new CancellationTokenSource(s_watchLasts + TimeSpan.FromSeconds(10), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        using HttpResponseMessage response = await SendAsync(
            $"?watch=true&allowWatchBookmarks=true&timeoutSeconds={s_watchLasts.TotalSeconds:0}&resourceVersion={resourceVersion}",
            both.Token
        );
        if (response.StatusCode == HttpStatusCode.Gone)
            return null;
        response.EnsureSuccessStatusCode();

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(both.Token));
        try
        {
            while (await reader.ReadLineAsync(both.Token) is { } line)
            {
                using var frame = JsonDocument.Parse(line);
                JsonElement body = frame.RootElement.GetProperty("object");
                switch (frame.RootElement.GetProperty("type").GetString())
                {
                    case "ERROR" when body.TryGetProperty("code", out JsonElement code) && code.GetInt32() == (int)HttpStatusCode.Gone:
                        return null;
                    case "ERROR":
                        throw new HttpRequestException($"The watch of {path} ended with an error: {body}");
                    case "BOOKMARK":
                        resourceVersion = body.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
                        break;
                    case "DELETED":
                        resourceVersion = TellGone(KubernetesJson.Deserialize<T>(body));
                        break;
                    default:
                        resourceVersion = Tell(KubernetesJson.Deserialize<T>(body));
                        break;
                }
            }
        }
        catch (Exception e)
            when (e is IOException
                || (e is OperationCanceledException && silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            )
        {
            logger.LogDebug(e, "The watch of {Path} broke; it is resumed from {ResourceVersion}", path, resourceVersion);
        }
        return resourceVersion;
    }

    private string Tell(T found)
    {
        bool known = _known.TryGetValue(found.Metadata.Uid, out T? before);
        _known[found.Metadata.Uid] = found;
        if (before?.Metadata.ResourceVersion != found.Metadata.ResourceVersion)
            onChange(known ? ObjectChange.Modified : ObjectChange.Added, found);
        return found.Metadata.ResourceVersion;
    }

    private string TellGone(T gone)
    {
        if (_known.Remove(gone.Metadata.Uid))
            onChange(ObjectChange.Deleted, gone);
        return gone.Metadata.ResourceVersion;
    }

    private async Task<HttpResponseMessage> SendAsync(string query, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseUri, path + query))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        return await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
