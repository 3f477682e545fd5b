using k8s.Models;
using KubeTask.Core.Tasks;

namespace KubeTask.Core.Jobs;

/// <summary>Why a pod's containers haven't started, and from when on that counts as trouble.</summary>
/// <param name="Reason">One of <see cref="TaskReason"/>.</param>
/// <param name="At">From when on; before that it is only slow.</param>
public readonly record struct PodTrouble(string Reason, DateTimeOffset At)
{
    /// <summary>How long a pod that is on a node may create its containers: pulling an image and mounting volumes take their time.</summary>
    public static readonly TimeSpan CreationPatience = TimeSpan.FromSeconds(15);

    /// <summary>The trouble of a pod that is Pending, or null where there is none.</summary>
    /// <param name="unschedulableSince">Since when no node fits (condition PodScheduled False with reason Unschedulable).</param>
    /// <param name="scheduledAt">When it was put on a node (condition PodScheduled True).</param>
    /// <param name="waiting">The reasons that its containers, init containers included, give for waiting.</param>
    /// <param name="running">Whether a container of it runs or has run.</param>
    public static PodTrouble? Of(DateTimeOffset? unschedulableSince, DateTimeOffset? scheduledAt, IEnumerable<string?> waiting, bool running)
    {
        if (unschedulableSince is { } since)
            return new(TaskReason.Unschedulable, since);
        foreach (string? reason in waiting)
        {
            if (Known(reason) is { } known)
                return new(known, DateTimeOffset.MinValue);
        }

        // Volumes that can't be mounted show nowhere in the status: the containers are just being created.
        return !running && scheduledAt is { } at ? new(TaskReason.ContainersNotCreated, at + CreationPatience) : null;
    }

    /// <summary>The trouble of a pod, or null where it has none.</summary>
    public static PodTrouble? Of(V1Pod pod)
    {
        if (pod.Status?.Phase is not (null or "Pending"))
            return null;
        V1PodCondition? scheduled = pod.Status?.Conditions?.FirstOrDefault(c => c.Type == "PodScheduled");
        V1ContainerStatus[] containers = [.. pod.Status?.InitContainerStatuses ?? [], .. pod.Status?.ContainerStatuses ?? []];
        return Of(
            scheduled is { Status: Conditions.False, Reason: "Unschedulable" } ? scheduled.LastTransitionTime ?? DateTimeOffset.MinValue : null,
            scheduled is { Status: Conditions.True } ? scheduled.LastTransitionTime ?? DateTimeOffset.MinValue : null,
            containers.Select(c => c.State?.Waiting?.Reason),
            containers.Any(c => c.State?.Running is not null || c.State?.Terminated is not null));
    }

    /// <summary>What the pod itself says of its trouble, or null where it says nothing.</summary>
    public static string? Words(V1Pod pod)
    {
        if (pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: Conditions.False }) is { } unscheduled)
            return unscheduled.Message ?? unscheduled.Reason;
        V1ContainerStateWaiting? waiting = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? [])
            .Select(c => c.State?.Waiting).FirstOrDefault(w => Known(w?.Reason) is not null);
        return waiting is null ? null : string.IsNullOrEmpty(waiting.Message) ? waiting.Reason : $"{waiting.Reason}: {waiting.Message}";
    }

    /// <summary>What the latest warning of a pod's Events says, or null where there is none.</summary>
    public static string? Words(IEnumerable<Corev1Event> events)
        => events.Where(e => e.Type == "Warning").OrderBy(e => e.LastTimestamp ?? e.EventTime ?? e.FirstTimestamp).LastOrDefault() is { } last ? $"{last.Reason}: {last.Message}" : null;

    /// <summary>The kubelet's reasons for waiting that don't pass by themselves; those that it alternates between are one.</summary>
    private static string? Known(string? waiting) => waiting switch
    {
        "ErrImagePull" or "ImagePullBackOff" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable" or "SignatureValidationFailed"
            => TaskReason.ImagePullBackOff,
        "InvalidImageName" => TaskReason.InvalidImageName,
        "CreateContainerConfigError" => TaskReason.CreateContainerConfigError,
        "CreateContainerError" or "RunContainerError" or "PreCreateHookError" or "PreStartHookError" or "PostStartHookError" => TaskReason.CreateContainerError,
        _ => null,
    };
}
