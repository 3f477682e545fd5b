using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Names;
using KubeTask.Core.Validation;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Follows the log of a Task: it waits for the agent, passes its log on, and continues with the next attempt until the Task has ended.
/// Between two logs it waits for changes of the Task and of the Job's pods; it doesn't poll.
/// </summary>
public sealed class TaskLogFollower(CallerApi api, AgentPods pods, TaskWatch watch, TaskLog log)
{
    /// <summary>Answers with the log until the Task, or the one attempt that was asked for, has ended.</summary>
    /// <param name="answer">Where the log goes.</param>
    /// <param name="token">The caller.</param>
    /// <param name="key">The Task's name.</param>
    /// <param name="task">The Task.</param>
    /// <param name="only">The number of the one attempt to follow, or null for the latest that has a pod and all after it.</param>
    /// <param name="tailLines">How many lines of the first log, from its end, or null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<HttpProblem?> RunAsync(
        LogAnswer answer,
        CallerToken token,
        ObjectKey key,
        JsonObject task,
        int? only,
        int? tailLines,
        CancellationToken cancellationToken
    )
    {
        if (!TaskWatch.HasEnded(task) && await FindRefusalAsync(token, key, task, cancellationToken) is { } unwatched)
            return HttpProblem.Of(unwatched);
        (int? latest, _, Refusal? unread) = only is null ? await log.FindAsync(token, task, null, cancellationToken) : default;
        if (unread is not null)
            return HttpProblem.Of(unread);
        int attempt = only ?? latest ?? Math.Max(1, AttemptJobs.Of(task).Count);
        var known = new HashSet<string>(StringComparer.Ordinal);
        bool shown = false;
        while (true)
        {
            (task, string? pod, Refusal? refusal) = await NextAsync(token, key, task, attempt, known, cancellationToken);
            if (pod is not null)
            {
                if (answer.HasBegun)
                    await answer.WriteLineAsync($"attempt {attempt}: pod {pod}", cancellationToken);
                var podKey = new ObjectKey(key.Namespace, pod);
                (bool complete, refusal) = await log.CopyAsync(answer, token, podKey, true, tailLines, cancellationToken);
                if (!complete && refusal is null)
                    return null;
                shown |= complete;
                tailLines = complete ? null : tailLines;
                // A pod that is gone by now has no log, as if nobody had seen it.
                if (refusal is null or { Code: HttpStatusCode.NotFound })
                    continue;
            }

            if (refusal is not null)
                return await EndAsync(answer, refusal, cancellationToken);
            int attempts = AttemptJobs.Of(task).Count;
            if (!shown && answer.HasBegun && attempt <= attempts)
                await answer.WriteLineAsync($"attempt {attempt}: no log", cancellationToken);
            if (only is not null || (TaskWatch.HasEnded(task) && attempt >= attempts))
            {
                return answer.HasBegun ? null
                    : attempt > attempts && only is not null ? TaskLog.NoAttempt(key, task, attempt)
                    : TaskLog.NoLog(key, task, only, following: true);
            }

            attempt++;
            shown = false;
        }
    }

    /// <summary>Waits for the next pod of an attempt whose agent has started. Null without a refusal: the attempt is over.</summary>
    private async Task<(JsonObject Task, string? Pod, Refusal? Refusal)> NextAsync(
        CallerToken token,
        ObjectKey key,
        JsonObject task,
        int attempt,
        HashSet<string> known,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            JsonObject? changed;
            Refusal? refusal;
            if (AttemptJobs.Of(task).Count < attempt)
            {
                if (TaskWatch.HasEnded(task))
                    return (task, null, null);
                (changed, refusal) = await watch.UntilAsync(
                    token,
                    key,
                    task,
                    t => AttemptJobs.Of(t).Count >= attempt || TaskWatch.HasEnded(t),
                    _ => { },
                    cancellationToken
                );
            }
            else
            {
                bool over = AttemptJobs.IsOver(task, attempt);
                (string? pod, changed, refusal) = over
                    ? await FindAsync(token, task, attempt, known, cancellationToken)
                    : await AwaitAsync(token, key, task, attempt, known, cancellationToken);
                if (pod is not null || over)
                    return (task, pod, refusal);
            }

            if (changed is null)
                return (task, null, refusal);
            task = changed;
        }
    }

    private async Task<(string? Pod, JsonObject? Task, Refusal? Refusal)> FindAsync(
        CallerToken token,
        JsonObject task,
        int attempt,
        HashSet<string> known,
        CancellationToken cancellationToken
    )
    {
        (string? pod, Refusal? refusal) = await pods.FindAsync(token, task, attempt, known, cancellationToken);
        return (pod, null, refusal);
    }

    /// <summary>Waits for a pod or for the end of the attempt, whichever comes first.</summary>
    private async Task<(string? Pod, JsonObject? Task, Refusal? Refusal)> AwaitAsync(
        CallerToken token,
        ObjectKey key,
        JsonObject task,
        int attempt,
        HashSet<string> known,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<(string? Pod, Refusal? Refusal)> starting = pods.AwaitAsync(token, task, attempt, known, stop.Token);
        Task<(JsonObject? Task, Refusal? Refusal)> ending = watch.UntilAsync(
            token,
            key,
            task,
            t => AttemptJobs.IsOver(t, attempt),
            _ => { },
            stop.Token
        );
        await Task.WhenAny(starting, ending);
        await stop.CancelAsync();
        (string? pod, Refusal? unstarted) = await StoppedAsync(starting);
        (JsonObject? changed, Refusal? unwatched) = await StoppedAsync(ending);
        cancellationToken.ThrowIfCancellationRequested();
        return (pod, changed, unstarted ?? unwatched);
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

    /// <summary>
    /// Whether the caller may watch what a followed log waits for. That is asked at the beginning: once the log has begun, it is too late
    /// for a refusal.
    /// </summary>
    private async Task<Refusal?> FindRefusalAsync(CallerToken token, ObjectKey key, JsonObject task, CancellationToken cancellationToken)
    {
        var job = new ObjectKey(key.Namespace, ResourceNames.Job(key.Name));
        string version = (string?)task["metadata"]?["resourceVersion"] ?? "";
        foreach (string path in (string[])[CallerPaths.WatchTask(key, version), CallerPaths.WatchPodsOfJob(job, "0")])
        {
            (HttpResponseMessage? watched, Refusal? refusal) = await api.StreamAsync(token, path, cancellationToken);
            watched?.Dispose();
            // A server that is overloaded now may be asked again later.
            if (refusal is { Code: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden })
                return refusal;
        }

        return null;
    }

    /// <summary>The log can't be followed any further. Once it has begun, its last line says why.</summary>
    private static async Task<HttpProblem?> EndAsync(LogAnswer answer, Refusal refusal, CancellationToken cancellationToken)
    {
        if (!answer.HasBegun)
            return HttpProblem.Of(refusal);
        // With the Task, its log has come to an end. In all other cases there may be more of it.
        bool deleted = refusal.Code == HttpStatusCode.NotFound;
        string message = OneLine.Of(refusal.Message);
        await answer.WriteLineAsync(deleted ? message : $"the log can't be followed any further: {message}", cancellationToken);
        if (!deleted)
            answer.Abort();
        return null;
    }
}
