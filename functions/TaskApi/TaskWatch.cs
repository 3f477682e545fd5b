using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Watches one Task as the caller, until it is in a wanted state.</summary>
public sealed class TaskWatch(CallerApi api, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    internal static bool HasEnded(JsonObject task) => TaskPhase.IsTerminal((string?)task["status"]?["phase"]);

    /// <summary>
    /// Follows the Task from a known state. Ends with the first wanted state or with a refusal: 404 if the Task is deleted meanwhile, or
    /// the API server's refusal if the caller may not watch. When the server is overloaded or fails, the watch is tried again.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was canceled. <paramref name="observed"/> got every state until then.</exception>
    internal async Task<(JsonObject? Task, Refusal? Refusal)> UntilAsync(
        CallerToken token,
        ObjectKey key,
        JsonObject known,
        Func<JsonObject, bool> wanted,
        Action<JsonObject> observed,
        CancellationToken cancellationToken
    )
    {
        JsonObject current = known;
        while (true)
        {
            observed(current);
            if (wanted(current))
                return (current, null);
            Refusal? refusal = null;
            long startedAt = time.GetTimestamp();
            await foreach (
                (string type, JsonObject? changed, Refusal? refused) in api.WatchAsync(
                    token,
                    CallerPaths.WatchTask(key, Version(current)),
                    cancellationToken
                )
            )
            {
                refusal = refused;
                if (changed is null || type == "BOOKMARK")
                    continue;
                if (type == "DELETED")
                    return (null, Gone(key));
                observed(current = changed);
                if (wanted(current))
                    return (current, null);
            }

            if (refusal is { Code: not (HttpStatusCode.Gone or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError) })
                return (null, refusal);
            // A watch that ends as soon as it begins must not become a busy loop.
            if (refusal is { Code: not HttpStatusCode.Gone } || time.GetElapsedTime(startedAt) < s_pause)
                await Task.Delay(refusal?.RetryAfter ?? s_pause, time, cancellationToken);
            // The watch has ended, as watches do, or its resourceVersion is too old: continue from the current state.
            (JsonObject? read, Refusal? unread) = await api.GetAsync(token, ApiPaths.Task(key), cancellationToken);
            if (read is not null && Uid(read) != Uid(known))
                return (null, Gone(key));
            if (read is not null)
                current = read;
            else if (unread!.Code is not (HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError))
                return (null, unread);
            else
                await Task.Delay(unread.RetryAfter ?? s_pause, time, cancellationToken);
        }
    }

    private static string Version(JsonObject task) => (string?)task["metadata"]?["resourceVersion"] ?? "";

    private static string? Uid(JsonObject task) => (string?)task["metadata"]?["uid"];

    private static Refusal Gone(ObjectKey key) => new(HttpStatusCode.NotFound, "NotFound", $"Task {key.Name} was deleted", [], null);
}
