using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Finds the pods of a Job whose agent has started, by the Job's label. The status of the Task may name a pod earlier or later than that.
/// </summary>
public sealed class AgentPods(CallerApi api, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The newest pod of an attempt whose agent has started; null if there is none that isn't known.</summary>
    /// <param name="token">The caller.</param>
    /// <param name="task">The Task.</param>
    /// <param name="attempt">The number of the attempt, which has a Job.</param>
    /// <param name="known">Pods that don't count. Those that are found are added, the older ones included.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<(string? Pod, Refusal? Refusal)> FindAsync(
        CallerToken token,
        JsonObject task,
        int attempt,
        HashSet<string> known,
        CancellationToken cancellationToken
    )
    {
        ObjectKey job = AttemptJobs.KeyOf(task, attempt);
        (JsonObject? pods, Refusal? refusal) = await api.GetAsync(token, CallerPaths.PodsOfJob(job), cancellationToken);
        return (pods is null ? null : NewestStarted(pods, task, known), refusal);
    }

    /// <summary>Waits for a pod that <see cref="FindAsync"/> would find.</summary>
    internal async Task<(string? Pod, Refusal? Refusal)> AwaitAsync(
        CallerToken token,
        JsonObject task,
        int attempt,
        HashSet<string> known,
        CancellationToken cancellationToken
    )
    {
        ObjectKey job = AttemptJobs.KeyOf(task, attempt);
        while (true)
        {
            long startedAt = time.GetTimestamp();
            (JsonObject? pods, Refusal? refusal) = await api.GetAsync(token, CallerPaths.PodsOfJob(job), cancellationToken);
            if (pods is not null && NewestStarted(pods, task, known) is { } found)
                return (found, null);
            if (pods is not null)
            {
                await foreach (
                    (string type, JsonObject? pod, Refusal? refused) in api.WatchAsync(
                        token,
                        CallerPaths.WatchPodsOfJob(job, (string?)pods["metadata"]?["resourceVersion"] ?? ""),
                        cancellationToken
                    )
                )
                {
                    refusal = refused;
                    if (type is "ADDED" or "MODIFIED" && pod is not null && HasStarted(pod, task) && known.Add(NameOf(pod)))
                        return (NameOf(pod), null);
                }
            }

            if (refusal is { Code: not (HttpStatusCode.Gone or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError) })
                return (null, refusal);
            if (refusal is { Code: not HttpStatusCode.Gone } || time.GetElapsedTime(startedAt) < s_pause)
                await Task.Delay(refusal?.RetryAfter ?? s_pause, time, cancellationToken);
        }
    }

    private static string? NewestStarted(JsonObject pods, JsonObject task, HashSet<string> known)
    {
        JsonObject[] started = [.. (pods["items"] as JsonArray ?? []).OfType<JsonObject>().Where(p => HasStarted(p, task))];
        JsonObject? newest = started.Where(p => !known.Contains(NameOf(p))).MaxBy(CreatedAt, StringComparer.Ordinal);
        known.UnionWith(started.Select(NameOf));
        return newest is null ? null : NameOf(newest);
    }

    private static string NameOf(JsonObject pod) => (string)pod["metadata"]!["name"]!;

    private static string CreatedAt(JsonObject value) => (string?)value["metadata"]?["creationTimestamp"] ?? "";

    /// <summary>
    /// Whether the agent has started. The pods of an earlier Task with this name don't count, although its Job had the same name.
    /// </summary>
    private static bool HasStarted(JsonObject pod, JsonObject task) =>
        string.CompareOrdinal(CreatedAt(pod), CreatedAt(task)) >= 0
        && pod["status"]?["containerStatuses"] is JsonArray statuses
        && statuses.Any(s =>
            (string?)s?["name"] == KubeTaskApi.AgentContainer
            && (s!["state"]?["running"] is not null || s["state"]?["terminated"] is not null)
        );
}
