using k8s.Models;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>Why a pod's containers haven't started, and from when on that counts as trouble.</summary>
/// <param name="Reason">One of <see cref="TaskReason"/>.</param>
/// <param name="At">From when on; before that it is only slow.</param>
public readonly record struct PodTrouble(string Reason, DateTimeOffset At)
{
    /// <summary>How long a pod that is on a node may create its containers: pulling an image and mounting volumes take their time.</summary>
    public static readonly TimeSpan CreationPatience = TimeSpan.FromSeconds(15);

    /// <summary>The kubelet's reason for the Event that says that it has begun to pull an image.</summary>
    private const string Pulling = nameof(Pulling);

    /// <summary>How soon, and how late, Events are read again while nothing says why a pod hasn't started.</summary>
    private static readonly TimeSpan s_soonest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_latest = TimeSpan.FromMinutes(10);

    /// <summary>Whether Events alone tell more of it. They come when their author finds the time, and no change of a Task, Job or pod says that they have come.</summary>
    public bool IsReportedByEvents => Reason is TaskReason.PodNotCreated or TaskReason.ContainersNotCreated;

    /// <summary>When the Events are read again that said nothing at the last look: each time after about as long as the trouble has lasted by then.</summary>
    /// <param name="lastLook">When they were last read, or null where that isn't known.</param>
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

    /// <summary>The trouble of a pod that is Pending, or null where there is none.</summary>
    /// <param name="unschedulableSince">Since when no node fits (condition PodScheduled False with reason Unschedulable).</param>
    /// <param name="scheduledAt">When it was put on a node (condition PodScheduled True).</param>
    /// <param name="waiting">The reasons that its containers, init containers included, give for waiting.</param>
    /// <param name="running">Whether a container of it runs or has run.</param>
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

        // Volumes that can't be mounted show nowhere in the status: the containers are just being created.
        return !running && scheduledAt is { } at ? new(TaskReason.ContainersNotCreated, Moment.After(at, CreationPatience)) : null;
    }

    /// <summary>The trouble of a pod, or null where it has none.</summary>
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

    /// <summary>What the pod itself says of its trouble, or null where it says nothing.</summary>
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
    /// What the Events of a Job without a pod, or of a pod on a node, say of its trouble: the latest warning, or null where there is none. A pod that
    /// is on a node had no node before; that is over, and so are the warnings before its image began to be pulled.
    /// </summary>
    public static string? Message(IEnumerable<Corev1Event> events) =>
        Last(events) is { Type: "Warning" } last ? $"{last.Reason}: {last.Message}" : null;

    /// <summary>What its Events say that it is busy with, where that is no trouble: a large image takes its time. Null where they don't.</summary>
    public static string? Progress(IEnumerable<Corev1Event> events) => Last(events) is { Reason: Pulling } last ? last.Message : null;

    private static Corev1Event? Last(IEnumerable<Corev1Event> events) =>
        events
            .Where(e => e is { Type: "Warning", Reason: not "FailedScheduling" } or { Reason: Pulling })
            .OrderBy(e => e.LastTimestamp ?? e.EventTime ?? e.FirstTimestamp)
            .LastOrDefault();

    /// <summary>The kubelet's reasons for waiting that don't pass by themselves; those that it alternates between are one.</summary>
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
