using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;
using Microsoft.Extensions.Primitives;

namespace KubeTask.Functions.ObjectApi;

/// <summary>
/// Sends every object of a collection, then every change, as server-sent events (ADR 0025). A request with <c>Last-Event-ID</c> gets only
/// what has changed since.
/// </summary>
public sealed class WatchObjects(CallerApi api, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const string LastEventId = "Last-Event-ID";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    internal async Task<HttpProblem?> RunAsync(HttpContext context, CallerToken token, string collection, ListQuery query)
    {
        StringValues from = context.Request.Headers[LastEventId];
        if (from.Count > 1 || (from is [{ } id] && !IsVersion(id)))
        {
            return HttpProblem.BadRequest(
                $"{LastEventId}: must be the id of an event of this stream, such as 4711; leave it out to begin anew"
            );
        }

        // When this replica is stopped, the stream ends regularly, and the caller continues it at another one.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        // A stream that continues is answered only if the API server is there: the caller's page says whether it is up to date.
        bool anew = from.Count == 0;
        (JsonObject? page, Refusal? refused) = await api.GetAsync(
            token,
            anew ? query.Page(collection, null) : query.Probe(collection),
            ending.Token
        );
        if (page is null)
            return query.ProblemOf(refused!);
        JsonObject? first = anew ? page : null;

        using var stream = new EventStream(context, time);
        await stream.BeginAsync(ending.Token);
        if (HttpMethods.IsHead(context.Request.Method))
            return null;
        try
        {
            await stream.KeepAliveAsync(
                async () =>
                {
                    HttpProblem? problem = await SendAsync(stream, token, collection, query, first, from, ending.Token);
                    if (problem is not null)
                        await stream.SendProblemAsync(problem, ending.Token);
                },
                ending.Token
            );
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // This replica is being stopped: the answer ends here, and is complete as far as it goes.
        }

        return null;
    }

    /// <summary>Sends the list and the changes. Returns with the problem that ends them.</summary>
    private async Task<HttpProblem?> SendAsync(
        EventStream stream,
        CallerToken token,
        string collection,
        ListQuery query,
        JsonObject? first,
        string? from,
        CancellationToken cancellationToken
    )
    {
        string version = from ?? "";
        if (first is not null)
        {
            (string? listed, Refusal? refusal) = await SendListAsync(stream, token, collection, query, first, cancellationToken);
            if (listed is null)
                return ProblemOf(refusal!, query);
            version = listed;
        }

        while (true)
        {
            Refusal? refusal = null;
            long startedAt = time.GetTimestamp();
            await foreach (
                (string type, JsonObject? value, Refusal? refused) in api.WatchAsync(
                    token,
                    query.WatchPath(collection, version),
                    cancellationToken
                )
            )
            {
                refusal = refused;
                if (value is null)
                    continue;
                version = VersionOf(value) ?? version;
                if (type == "BOOKMARK")
                    await stream.SendIdAsync(version, cancellationToken);
                else
                    await stream.SendAsync(NameOf(type), value, version, cancellationToken);
            }

            // Whatever keeps the API server from going on, the caller must know that it sees an old state, and can continue from it.
            if (refusal is not null)
                return ProblemOf(refusal, query);
            // A watch that ends as soon as it begins must not become a busy loop.
            if (time.GetElapsedTime(startedAt) < s_pause)
                await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    /// <summary>Sends every object of the list, page by page. The version is null if a page is refused.</summary>
    private async Task<(string? Version, Refusal? Refusal)> SendListAsync(
        EventStream stream,
        CallerToken token,
        string collection,
        ListQuery query,
        JsonObject first,
        CancellationToken cancellationToken
    )
    {
        JsonObject page = first;
        while (true)
        {
            foreach (JsonObject item in (page["items"] as JsonArray ?? []).OfType<JsonObject>())
                await stream.SendAsync("added", item, null, cancellationToken);
            if ((string?)page["metadata"]?["continue"] is not { Length: > 0 } next)
                break;
            (JsonObject? more, Refusal? refusal) = await api.GetAsync(token, query.Page(collection, next), cancellationToken);
            if (more is null)
                return (null, refusal);
            page = more;
        }

        string version = VersionOf(page) ?? "";
        var synced = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version } };
        await stream.SendAsync("synced", synced, version, cancellationToken);
        return (version, null);
    }

    /// <summary>A version that the API server has forgotten is 410 in a stream, where nothing but the status says so.</summary>
    private static HttpProblem ProblemOf(Refusal refusal, ListQuery query) =>
        IsForgotten(refusal)
            ? HttpProblem.Of(StatusCodes.Status410Gone, $"the API server has forgotten what came before; begin anew, without {LastEventId}")
            : query.ProblemOf(refusal);

    /// <summary>
    /// The version is too old, or one that the API server will never have: it was restored from an older state, or is another one.
    /// </summary>
    private static bool IsForgotten(Refusal refusal) =>
        refusal.Code == HttpStatusCode.Gone || refusal.Message.Contains("Too large resource version", StringComparison.Ordinal);

    private static string NameOf(string type) =>
        type switch
        {
            "ADDED" => "added",
            "MODIFIED" => "modified",
            "DELETED" => "deleted",
            _ => throw new InvalidOperationException($"the API server sent a watch event of the type \"{type}\""),
        };

    private static bool IsVersion(string id) => id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit);

    private static string? VersionOf(JsonObject value) => (string?)value["metadata"]?["resourceVersion"];
}
