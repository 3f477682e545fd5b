using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>
/// How an attempt ended. The agent's container decides: what becomes of the rest of its pod, or of its Job, doesn't change how the agent
/// ended. Only if no pod is left, the Job and the Task's status decide.
/// </summary>
/// <param name="Succeeded">Whether the agent finished its work.</param>
/// <param name="Reason">One of <see cref="TaskReason"/>, or the Job's own reason.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="At">When it ended, or null if nothing says when.</param>
/// <param name="Pod">What its pod says.</param>
public sealed record AttemptOutcome(bool Succeeded, string Reason, string Message, DateTime? At, PodOutcome Pod)
{
    /// <summary>How the attempt of a Job that has ended did end.</summary>
    /// <param name="task">The Task.</param>
    /// <param name="job">The Job.</param>
    /// <param name="pods">The Job's pods.</param>
    /// <param name="now">The time.</param>
    /// <param name="neverStarted">Whether it was observed that its pod was lost before the agent started.</param>
    public static AttemptOutcome Of(V1Alpha1Task task, V1Job job, ImmutableArray<V1Pod> pods, DateTimeOffset now, bool neverStarted = false)
    {
        var outcome = JobOutcome.Of(job);
        V1Pod? counting = AttemptPods.Counting(pods, task.Status);
        PodOutcome pod =
            counting is not null && !AttemptPods.LostReported(counting, task.Status) ? PodOutcome.Of(counting, task)
            : outcome.Succeeded ? PodOutcome.None
            : LostPod.Outcome(task, job, now, neverStarted);
        DateTime? at = (pod.EndedByItself ? pod.FinishedAt : null) ?? outcome.At ?? pod.FinishedAt;
        return pod.Succeeded || (outcome.Succeeded && pod.Reason is null)
            ? Success(pod, at)
            : new(
                false,
                pod.Reason ?? outcome.Reason ?? TaskReason.AgentFailed,
                pod.Message ?? $"pod {pod.PodName} failed: {outcome.Message ?? "neither it nor its Job says why"}",
                at,
                pod
            );
    }

    /// <summary>
    /// How an attempt ended whose Job is gone or wasn't read, if its pod shows that the agent had ended by itself; otherwise null. A policy
    /// may delete Jobs as soon as they have finished.
    /// </summary>
    public static AttemptOutcome? WithoutJob(V1Alpha1Task task, ImmutableArray<V1Pod> pods)
    {
        if (AttemptPods.Counting(pods, task.Status) is not { } counting || AgentContainer.EndOf(counting) is null)
            return null;
        var pod = PodOutcome.Of(counting, task);
        return pod.Succeeded ? Success(pod, pod.FinishedAt)
            : pod.EndedByItself ? new(false, pod.Reason!, pod.Message!, pod.FinishedAt, pod)
            : null;
    }

    private static AttemptOutcome Success(PodOutcome pod, DateTime? at) =>
        new(true, TaskReason.Completed, "the agent finished with exit code 0", at, pod);
}
