using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Finds the pod whose log is the Task's log: the newest of its current Job, once the agent has started.</summary>
public sealed class TaskLog(CallerApi api, TaskWatch watch, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The pod, or why there is none. With <paramref name="follow"/> it waits until the agent starts, or the Task ends without it.
    /// </summary>
    internal async Task<(ObjectKey? Pod, HttpProblem? Problem)> FindPodAsync(
        CallerToken token,
        ObjectKey key,
        JsonObject task,
        bool follow,
        CancellationToken cancellationToken
    )
    {
        if (follow && JobOf(task) is null)
        {
            (JsonObject? changed, Refusal? refusal) = await watch.UntilAsync(
                token,
                key,
                task,
                t => JobOf(t) is not null || TaskWatch.HasEnded(t),
                _ => { },
                cancellationToken
            );
            if (changed is null)
                return (null, HttpProblem.Of(refusal!));
            task = changed;
        }

        if (JobOf(task) is not { } job)
            return (null, NoLog(key, task, follow));
        var jobKey = new ObjectKey(key.Namespace, job);
        if (!follow || TaskWatch.HasEnded(task))
        {
            (JsonObject? pods, Refusal? refusal) = await api.GetAsync(token, CallerPaths.PodsOfJob(jobKey), cancellationToken);
            return pods is null ? (null, HttpProblem.Of(refusal!))
                : NewestStarted(pods) is { } pod ? (new ObjectKey(key.Namespace, pod), null)
                : (null, NoLog(key, task, follow));
        }

        return await AwaitPodAsync(token, key, task, jobKey, cancellationToken);
    }

    private async Task<(ObjectKey? Pod, HttpProblem? Problem)> AwaitPodAsync(
        CallerToken token,
        ObjectKey key,
        JsonObject task,
        ObjectKey job,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<(string? Pod, Refusal? Refusal)> starting = AwaitStartAsync(token, job, stop.Token);
        Task<(JsonObject? Task, Refusal? Refusal)> ending = watch.UntilAsync(token, key, task, TaskWatch.HasEnded, _ => { }, stop.Token);
        Task first = await Task.WhenAny(starting, ending);
        await stop.CancelAsync();
        (string? pod, Refusal? refusal) = first == starting ? await starting : await StoppedAsync(starting);
        (JsonObject? ended, Refusal? left) = first == ending ? await ending : await StoppedAsync(ending);
        cancellationToken.ThrowIfCancellationRequested();
        if (pod is not null)
            return (new ObjectKey(key.Namespace, pod), null);
        if (refusal is not null)
            return (null, HttpProblem.Of(refusal));
        // The Task ended first. Its agent may have started and ended between two observations.
        return ended is null ? (null, HttpProblem.Of(left!)) : await FindPodAsync(token, key, ended, follow: false, cancellationToken);
    }

    private static async Task<(T? Value, Refusal? Refusal)> StoppedAsync<T>(Task<(T? Value, Refusal? Refusal)> task)
        where T : class
    {
        try
        {
            return await task;
        }
        catch (OperationCanceledException)
        {
            return (null, null);
        }
    }

    private async Task<(string? Pod, Refusal? Refusal)> AwaitStartAsync(
        CallerToken token,
        ObjectKey job,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            long startedAt = time.GetTimestamp();
            (JsonObject? pods, Refusal? refusal) = await api.GetAsync(token, CallerPaths.PodsOfJob(job), cancellationToken);
            if (pods is not null && NewestStarted(pods) is { } found)
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
                    if (type is "ADDED" or "MODIFIED" && pod is not null && HasStarted(pod))
                        return ((string)pod["metadata"]!["name"]!, null);
                }
            }

            if (refusal is { Code: not (HttpStatusCode.Gone or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError) })
                return (null, refusal);
            if (refusal is { Code: not HttpStatusCode.Gone } || time.GetElapsedTime(startedAt) < s_pause)
                await Task.Delay(refusal?.RetryAfter ?? s_pause, time, cancellationToken);
        }
    }

    private static string? JobOf(JsonObject task) => (string?)task["status"]?["jobName"];

    /// <summary>The newest pod of a list whose agent has started.</summary>
    private static string? NewestStarted(JsonObject pods) =>
        pods["items"]
            ?.AsArray()
            .OfType<JsonObject>()
            .Where(HasStarted)
            .MaxBy(p => (string?)p["metadata"]?["creationTimestamp"] ?? "", StringComparer.Ordinal)
            ?["metadata"]?["name"]?.GetValue<string>();

    private static bool HasStarted(JsonObject pod) =>
        pod["status"]?["containerStatuses"] is JsonArray statuses
        && statuses.Any(s =>
            (string?)s?["name"] == KubeTaskApi.AgentContainer
            && (s!["state"]?["running"] is not null || s["state"]?["terminated"] is not null)
        );

    private static HttpProblem NoLog(ObjectKey key, JsonObject task, bool follow)
    {
        string phase = (string?)task["status"]?["phase"] ?? TaskPhase.Pending;
        string message = (string?)task["status"]?["message"] is { Length: > 0 } text ? $" ({text})" : "";
        return HttpProblem.Of(
            404,
            TaskWatch.HasEnded(task)
                ? $"Task {key.Name} has no log: it is {phase}{message}, and its agent has no pod"
                : $"Task {key.Name} has no log yet: it is {phase}{message}{(follow ? "" : "; follow=true waits for it")}"
        );
    }
}
