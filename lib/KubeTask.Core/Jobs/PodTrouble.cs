using k8s.Models;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>Why a pod's containers haven't started, and when that becomes trouble.</summary>
/// <param name="Reason">One of <see cref="TaskReason"/>.</param>
/// <param name="At">When it becomes trouble. Before that, the pod is only slow.</param>
public readonly record struct PodTrouble(string Reason, DateTimeOffset At)
{
    /// <summary>How long a scheduled pod may take to create its containers: pulling an image and mounting volumes take time.</summary>
    public static readonly TimeSpan CreationPatience = TimeSpan.FromSeconds(15);

    /// <summary>The reason of the kubelet's Event when it starts to pull an image.</summary>
    private const string Pulling = nameof(Pulling);

    /// <summary>The shortest and the longest time between two reads of Events that don't say why a pod hasn't started.</summary>
    private static readonly TimeSpan s_soonest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_latest = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether only Events explain the trouble. Events may come late, and no change of a Task, Job or pod announces them.
    /// </summary>
    public bool IsReportedByEvents => Reason is TaskReason.PodNotCreated or TaskReason.ContainersNotCreated;

    /// <summary>
    /// When to read the Events again after they explained nothing: after about as long as the trouble had lasted at the last read.
    /// </summary>
    /// <param name="lastLook">When they were last read, or null if that isn't known.</param>
    public DateTimeOffset RequeueAt(DateTimeOffset? lastLook)
    {
        if (lastLook is not { } last || last < At)
            return At;
        TimeSpan lasted = last - At;
        return Moment.After(
            last,
            lasted < s_soonest ? s_soonest
                : lasted > s_latest ? s_latest
                : lasted
        );
    }

    /// <summary>The trouble of a pending pod, or null if there is none.</summary>
    /// <param name="unschedulableSince">Since when no node fits (condition PodScheduled is False with reason Unschedulable).</param>
    /// <param name="scheduledAt">When the pod was assigned to a node (condition PodScheduled is True).</param>
    /// <param name="waiting">The reasons for which its containers wait, including init containers.</param>
    /// <param name="running">Whether one of its containers runs or has run.</param>
    public static PodTrouble? Of(
        DateTimeOffset? unschedulableSince,
        DateTimeOffset? scheduledAt,
        IEnumerable<string?> waiting,
        bool running
    )
    {
        if (unschedulableSince is { } since)
            return new(TaskReason.Unschedulable, since);
        foreach (string? reason in waiting)
        {
            if (Known(reason) is { } known)
                return new(known, DateTimeOffset.MinValue);
        }

        // The status doesn't show volumes that can't be mounted: the containers just stay in ContainerCreating.
        return !running && scheduledAt is { } at ? new(TaskReason.ContainersNotCreated, Moment.After(at, CreationPatience)) : null;
    }

    /// <summary>The trouble of a pod, or null if there is none.</summary>
    public static PodTrouble? Of(V1Pod pod)
    {
        if (pod.Status?.Phase is not (null or "Pending"))
            return null;
        V1PodCondition? scheduled = pod.Status?.Conditions?.FirstOrDefault(c => c.Type == "PodScheduled");
        V1ContainerStatus[] containers = [.. pod.Status?.InitContainerStatuses ?? [], .. pod.Status?.ContainerStatuses ?? []];
        return Of(
            scheduled is { Status: Conditions.False, Reason: "Unschedulable" }
                ? scheduled.LastTransitionTime ?? DateTimeOffset.MinValue
                : null,
            scheduled is { Status: Conditions.True } ? scheduled.LastTransitionTime ?? DateTimeOffset.MinValue : null,
            containers.Select(c => c.State?.Waiting?.Reason),
            containers.Any(c => c.State?.Running is not null || c.State?.Terminated is not null)
        );
    }

    /// <summary>What the pod itself says about its trouble, or null if it says nothing.</summary>
    public static string? Message(V1Pod pod)
    {
        if (pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: Conditions.False }) is { } unscheduled)
            return unscheduled.Message ?? unscheduled.Reason;
        V1ContainerStateWaiting? waiting = (pod.Status?.InitContainerStatuses ?? [])
            .Concat(pod.Status?.ContainerStatuses ?? [])
            .Select(c => c.State?.Waiting)
            .FirstOrDefault(w => Known(w?.Reason) is not null);
        return waiting is null ? null
            : string.IsNullOrEmpty(waiting.Message) ? waiting.Reason
            : $"{waiting.Reason}: {waiting.Message}";
    }

    /// <summary>
    /// What the Events of a Job without a pod, or of a scheduled pod, say about the trouble: the latest warning, or null if there is none.
    /// Warnings from before the pod was scheduled, or before the image pull started, no longer count.
    /// </summary>
    public static string? Message(IEnumerable<Corev1Event> events) =>
        Last(events) is { Type: "Warning" } last ? $"{last.Reason}: {last.Message}" : null;

    /// <summary>What the Events say is in progress, if that is no trouble, such as pulling a large image; otherwise null.</summary>
    public static string? Progress(IEnumerable<Corev1Event> events) => Last(events) is { Reason: Pulling } last ? last.Message : null;

    private static Corev1Event? Last(IEnumerable<Corev1Event> events) =>
        events
            .Where(e => e is { Type: "Warning", Reason: not "FailedScheduling" } or { Reason: Pulling })
            .OrderBy(e => e.LastTimestamp ?? e.EventTime ?? e.FirstTimestamp)
            .LastOrDefault();

    /// <summary>The kubelet's reasons for waiting that don't resolve themselves. Reasons that it alternates between count as one.</summary>
    private static string? Known(string? waiting) =>
        waiting switch
        {
            "ErrImagePull"
            or "ImagePullBackOff"
            or "ErrImageNeverPull"
            or "ImageInspectError"
            or "RegistryUnavailable"
            or "SignatureValidationFailed" => TaskReason.ImagePullBackOff,
            "InvalidImageName" => TaskReason.InvalidImageName,
            "CreateContainerConfigError" => TaskReason.CreateContainerConfigError,
            "CreateContainerError" or "RunContainerError" or "PreCreateHookError" or "PreStartHookError" or "PostStartHookError" =>
                TaskReason.CreateContainerError,
            _ => null,
        };
}
