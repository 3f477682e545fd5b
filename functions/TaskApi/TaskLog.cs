using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Reads the log of a Task: that of its latest attempt with a pod, or that of one attempt.</summary>
public sealed class TaskLog(CallerApi api, AgentPods pods)
{
    /// <summary>Answers with the log as it is now.</summary>
    /// <param name="answer">Where the log goes.</param>
    /// <param name="token">The caller.</param>
    /// <param name="key">The Task's name.</param>
    /// <param name="task">The Task.</param>
    /// <param name="attempt">The number of one attempt, or null for the latest that has a pod.</param>
    /// <param name="tailLines">How many of the last lines, or null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<HttpProblem?> ReadAsync(
        LogAnswer answer,
        CallerToken token,
        ObjectKey key,
        JsonObject task,
        int? attempt,
        int? tailLines,
        CancellationToken cancellationToken
    )
    {
        if (attempt > AttemptJobs.Of(task).Count)
            return NoAttempt(key, task, attempt.Value);
        (_, string? pod, Refusal? refusal) = await FindAsync(token, task, attempt, cancellationToken);
        if (refusal is not null)
            return HttpProblem.Of(refusal);
        if (pod is null)
            return NoLog(key, task, attempt, following: false);
        (_, refusal) = await CopyAsync(answer, token, new ObjectKey(key.Namespace, pod), false, tailLines, cancellationToken);
        return refusal is null ? null : HttpProblem.Of(refusal);
    }

    /// <summary>The latest attempt with a pod whose agent has started, or the one that was asked for, and that pod.</summary>
    internal async Task<(int? Attempt, string? Pod, Refusal? Refusal)> FindAsync(
        CallerToken token,
        JsonObject task,
        int? only,
        CancellationToken cancellationToken
    )
    {
        for (int attempt = only ?? AttemptJobs.Of(task).Count; attempt >= (only ?? 1); attempt--)
        {
            (string? pod, Refusal? refusal) = await pods.FindAsync(token, task, attempt, [], cancellationToken);
            if (pod is not null || refusal is not null)
                return (attempt, pod, refusal);
        }

        return (null, null, null);
    }

    /// <summary>Passes the log of one pod's agent on. False without a refusal: the answer broke off.</summary>
    internal async Task<(bool Complete, Refusal? Refusal)> CopyAsync(
        LogAnswer answer,
        CallerToken token,
        ObjectKey pod,
        bool follow,
        int? tailLines,
        CancellationToken cancellationToken
    )
    {
        string path = CallerPaths.PodLog(pod, KubeTaskApi.AgentContainer, follow, tailLines);
        (HttpResponseMessage? response, Refusal? refusal) = await api.StreamAsync(token, path, cancellationToken);
        if (response is null)
            return (false, refusal);
        using (response)
            return (await answer.CopyAsync(response, cancellationToken), null);
    }

    internal static HttpProblem NoAttempt(ObjectKey key, JsonObject task, int attempt)
    {
        int count = AttemptJobs.Of(task).Count;
        string there = count switch
        {
            0 => "none has started",
            1 => "there is one, attempt=1",
            _ => $"there are {count}, up to attempt={count}",
        };
        return HttpProblem.Of(404, $"Task {key.Name} has no attempt {attempt}{(TaskWatch.HasEnded(task) ? "" : " yet")}: {there}");
    }

    internal static HttpProblem NoLog(ObjectKey key, JsonObject task, int? attempt, bool following)
    {
        string phase = (string?)task["status"]?["phase"] ?? TaskPhase.Pending;
        string message = (string?)task["status"]?["message"] is { Length: > 0 } text ? $" ({OneLine.Of(text)})" : "";
        string which = attempt is null ? $"Task {key.Name}" : $"attempt {attempt} of Task {key.Name}";
        string it = attempt is null ? "it" : "the Task";
        bool over = attempt is { } number ? AttemptJobs.IsOver(task, number) : TaskWatch.HasEnded(task);
        return HttpProblem.Of(
            404,
            over
                ? $"{which} has no log: {it} is {phase}{message}, and its agent has no pod"
                : $"{which} has no log yet: {it} is {phase}{message}{(following ? "" : "; follow=true waits for it")}"
        );
    }
}
