using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.Submission;

/// <summary>Watches one Task as the caller, until it is as it should be.</summary>
internal sealed class TaskWatch(CallerApi api, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    public static bool Ended(JsonObject task) => TaskPhase.IsTerminal((string?)task["status"]?["phase"]);

    /// <summary>
    /// Follows the Task from the state that is known. Ends with the first state that is wanted, or with a refusal: 404 where the Task is deleted meanwhile, and what the API
    /// server says to who may not watch. What the server can't do now is tried again.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; <paramref name="seen"/> has heard of every state until then.</exception>
    public async Task<(JsonObject? Task, Refusal? Refusal)> UntilAsync(
        CallerToken token,
        ObjectKey key,
        JsonObject known,
        Func<JsonObject, bool> wanted,
        Action<JsonObject> seen,
        CancellationToken cancellationToken
    )
    {
        JsonObject current = known;
        while (true)
        {
            seen(current);
            if (wanted(current))
                return (current, null);
            Refusal? refusal = null;
            long begun = time.GetTimestamp();
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
                seen(current = changed);
                if (wanted(current))
                    return (current, null);
            }

            if (refusal is { Code: not (HttpStatusCode.Gone or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError) })
                return (null, refusal);
            // A watch that ends as soon as it begins must not become a loop of requests.
            if (refusal is { Code: not HttpStatusCode.Gone } || time.GetElapsedTime(begun) < s_pause)
                await Task.Delay(refusal?.RetryAfter ?? s_pause, time, cancellationToken);
            // The watch has ended, as watches do, or it began too far back: take it up from what is there now.
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
