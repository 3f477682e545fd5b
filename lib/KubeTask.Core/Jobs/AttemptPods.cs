using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>
/// The pods of one attempt's Job. There is one, unless it was deleted and the API server is so old that its Job controller replaces it at
/// once.
/// </summary>
public static class AttemptPods
{
    /// <summary>
    /// The pod that counts: the one in which the agent started, as the status reports it or the pods show it; without one, the newest.
    /// Null if no pod is left.
    /// </summary>
    public static V1Pod? Counting(ImmutableArray<V1Pod> pods, V1Alpha1TaskStatus? status)
    {
        string? reported = ReportedStart(status);
        return pods.OrderByDescending(p => p.Metadata.Name == reported)
            .ThenByDescending(p => AgentContainer.HasStarted(p) && p.Metadata.DeletionTimestamp is not null)
            .ThenByDescending(AgentContainer.HasStarted)
            .ThenByDescending(p => p.Metadata.CreationTimestamp)
            .ThenBy(p => p.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>The pod in which the agent of the current attempt started, as the status reports it; null if it doesn't.</summary>
    public static string? ReportedStart(V1Alpha1TaskStatus? status) =>
        Conditions.IsTrue(status?.Conditions, ConditionType.Started) ? status!.PodName : null;

    /// <summary>Whether the pod in which the agent started is gone.</summary>
    public static bool LostReported(V1Pod? counting, V1Alpha1TaskStatus? status) =>
        ReportedStart(status) is { } reported && counting?.Metadata.Name != reported;

    /// <summary>
    /// Whether the Job controller may create another pod while the former one still ends. Since Kubernetes 1.28 the Job's
    /// <c>podReplacementPolicy</c> prevents it; an older API server drops the field.
    /// </summary>
    public static bool MayBeReplaced(V1Job job) => job.Spec?.PodReplacementPolicy != "Failed";

    /// <summary>
    /// Whether these pods of a Job that has ended are one whose agent ended by itself, or by its deadline. Such a Job gets no other pod, so
    /// nothing newer can change how it ended.
    /// </summary>
    /// <param name="pods">Pods of the Job's name, perhaps not all.</param>
    /// <param name="job">The Job's uid.</param>
    public static bool IsTheLast(ImmutableArray<V1Pod> pods, string job) =>
        pods is [{ Metadata.DeletionTimestamp: null } pod]
        && pod.Metadata.OwnerReferences?.Any(o => o.Uid == job) == true
        && !AgentContainer.MayRun(pod)
        && AgentContainer.EndOf(pod) is not null
        && (pod.Status?.Phase == "Succeeded" || AttemptEnd.Of(pod) == AttemptEnd.Failed);
}
