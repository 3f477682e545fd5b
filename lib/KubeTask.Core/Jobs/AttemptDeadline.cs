using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Jobs;

/// <summary>
/// The deadline of an attempt. The pod has it, and its kubelet ends a pod that is past it. Where no kubelet has the pod, or the pod has no
/// deadline because its container stays for people after the command, KubeTask keeps the time itself until the agent starts.
/// </summary>
public static class AttemptDeadline
{
    /// <summary>When the attempt must have started, or null for a Task without a deadline.</summary>
    public static DateTimeOffset? At(long? seconds, DateTimeOffset? jobCreated) =>
        seconds is { } deadline && jobCreated is { } created ? Moment.After(created, TimeSpan.FromSeconds(deadline)) : null;

    /// <summary>Whether the time is over.</summary>
    public static bool HasPassed(V1Alpha1Task task, V1Job job, DateTimeOffset now) =>
        At(task.Spec.ActiveDeadlineSeconds, job.Metadata.CreationTimestamp) <= now;

    /// <summary>Whether KubeTask must end the attempt now, because its agent hasn't started and no kubelet will end it.</summary>
    public static bool IsOurs(V1Alpha1Task task, V1Job job, V1Pod? pod, DateTimeOffset now) =>
        HasPassed(task, job, now)
        && (
            pod is null
            || (!AgentContainer.HasStarted(pod) && (string.IsNullOrEmpty(pod.Spec?.NodeName) || pod.Spec.ActiveDeadlineSeconds is null))
        );
}
