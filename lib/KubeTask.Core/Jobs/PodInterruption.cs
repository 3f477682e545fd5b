using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>
/// What ends a pod from outside: its deletion, a disruption, its deadline. An agent that ended before it ended by itself, whatever the
/// pod's status says afterwards.
/// </summary>
public static class PodInterruption
{
    /// <summary>
    /// Whether the pod was taken from the agent. A pod without a reason failed because one of its containers did. The kubelet, a node
    /// shutdown, the scheduler and the pod garbage collector give a reason.
    /// </summary>
    public static bool IsTaken(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is not null || !string.IsNullOrEmpty(pod.Status?.Reason) || Disruption(pod) is not null;

    /// <summary>The condition that the eviction API, the scheduler and the taint manager give a pod; null if it has none.</summary>
    public static V1PodCondition? Disruption(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "DisruptionTarget", Status: Conditions.True });

    /// <summary>Why the pod was taken, in the words of whoever took it.</summary>
    public static string Cause(V1Pod pod) =>
        Text(pod.Status?.Message)
        ?? Text(pod.Status?.Reason)
        ?? (Disruption(pod) is { } disruption ? Text(disruption.Message) ?? Text(disruption.Reason) : null)
        ?? (pod.Metadata.DeletionTimestamp is null ? "nothing says why" : "somebody deleted it");

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>
    /// Whether the agent had ended by itself before the pod was interrupted. Times have whole seconds: an end in the same second counts as
    /// one by the interruption.
    /// </summary>
    public static bool EndedBefore(V1Pod pod)
    {
        if (AgentContainer.EndOf(pod) is not { } end || !AgentContainer.HasStarted(pod))
            return false;
        if (pod.Metadata.Annotations?.ContainsKey(Annotations.AgentEnded) == true)
            return true;
        return end.FinishedAt is { } finished && BeganAt(pod) is { } began && finished < began;
    }

    /// <summary>When the interruption began, or null if that isn't known.</summary>
    private static DateTime? BeganAt(V1Pod pod)
    {
        DateTime? deleted = pod.Metadata.DeletionTimestamp?.AddSeconds(-(pod.Metadata.DeletionGracePeriodSeconds ?? 0));
        DateTime? deadline =
            pod.Status?.Reason == TaskReason.DeadlineExceeded && pod.Spec?.ActiveDeadlineSeconds is { } seconds
                ? pod.Status.StartTime?.AddSeconds(seconds)
                : null;
        return new[] { deleted, deadline, Disruption(pod)?.LastTransitionTime }.Min();
    }
}
