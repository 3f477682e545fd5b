using KubeTask.Core.Api;
using KubeTask.Core.Jobs;

namespace KubeTask.Core.Tasks;

/// <summary>The attempt after a failed one.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Wait">How long after the end of the failed attempt it may start.</param>
/// <param name="Why">Why it may start, as the end of a sentence.</param>
public readonly record struct NextAttempt(int Number, TimeSpan Wait, string Why);

/// <summary>
/// Whether another attempt follows a failed one. Agents are not idempotent. By default another attempt follows only if the agent's
/// container never started, and only a few times. spec.retry decides about everything else.
/// </summary>
public static class TaskRetry
{
    /// <summary>How many attempts that never started are followed by another.</summary>
    public const int SafeRestarts = 3;

    /// <summary>The next attempt, or null if the Task ends with this one.</summary>
    public static NextAttempt? Next(V1Alpha1Task task, PodOutcome pod)
    {
        TaskAttempt[] ended = [.. TaskAttempts.Ended(task.Status)];
        int number = ended.Length + 2;
        int restarts = ended.Count(a => a.NeverStarted == true);
        if (pod.End == AttemptEnd.NeverStarted && restarts < SafeRestarts)
        {
            return new(
                number,
                TimeSpan.FromSeconds(KubeTaskApi.DefaultRetryBackoffSeconds),
                $"the agent never started; restart {restarts + 1} of {SafeRestarts}"
            );
        }

        int retries = ended.Length - restarts;
        string kind = pod.End == AttemptEnd.Failed ? RetryOn.Failed : RetryOn.Disrupted;
        return
            task.Spec.Retry is { } retry
            && pod.End != AttemptEnd.Unknown
            && retries < retry.Limit
            && (retry.On is null || retry.On.Contains(kind))
            ? new(
                number,
                TimeSpan.FromSeconds(retry.BackoffSeconds ?? KubeTaskApi.DefaultRetryBackoffSeconds),
                $"retry {retries + 1} of {retry.Limit}"
            )
            : null;
    }
}
