using k8s.Models;

namespace PocketKube.Node.Pods;

/// <summary>The status of a pod while its life goes on.</summary>
internal sealed class PodStatusDraft
{
    private readonly V1Pod _pod;
    private readonly Dictionary<string, V1PodCondition> _conditions;

    public PodStatusDraft(V1Pod pod, DateTime now)
    {
        _pod = pod;
        StartTime = pod.Status?.StartTime ?? now;
        IsScheduled = pod.Spec.NodeName is { Length: > 0 };
        _conditions = (pod.Status?.Conditions ?? []).ToDictionary(c => c.Type);
        InitContainers = [.. (pod.Spec.InitContainers ?? []).Select(c => new ContainerRecord(c))];
        string waiting = InitContainers.Length > 0 ? "PodInitializing" : "ContainerCreating";
        Containers = [.. pod.Spec.Containers.Select(c => new ContainerRecord(c).Waits(waiting))];
    }

    /// <summary>When the node took the pod; its deadline counts from then.</summary>
    public DateTime StartTime { get; private set; }

    public bool IsScheduled { get; private set; }

    /// <summary>Why no node fits; null if that isn't known, or one does.</summary>
    public string? Unschedulable { get; set; }

    public string Phase { get; set; } = "Pending";

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public ContainerRecord[] InitContainers { get; }

    public ContainerRecord[] Containers { get; }

    /// <summary>The node has taken the pod.</summary>
    public void Scheduled(DateTime now) => (IsScheduled, Unschedulable, StartTime) = (true, null, now);

    /// <summary>
    /// The end of a pod that was deleted. As the kubelet does, a container that never started counts as lost, and with it the pod.
    /// </summary>
    public void Terminated()
    {
        for (int i = 0; IsScheduled && i < Containers.Length && InitContainers.All(c => c.Succeeded); i++)
        {
            if (Containers[i].State.Terminated is null)
                Containers[i] = Containers[i].Lost();
        }
        Phase = IsScheduled && Containers.All(c => c.Succeeded) ? "Succeeded" : "Failed";
    }

    public V1PodStatus Build(DateTime now)
    {
        if (!IsScheduled)
            return Unscheduled(now);
        bool ended = Phase is "Succeeded" or "Failed";
        string? endReason = Phase switch
        {
            "Succeeded" => "PodCompleted",
            "Failed" => "PodFailed",
            _ => null,
        };
        bool initialized = InitContainers.All(c => c.Succeeded);
        bool ready = !ended && Containers.All(c => c.State.Running is not null);
        string notReady = endReason ?? "ContainersNotReady";
        return new V1PodStatus
        {
            Phase = Phase,
            Reason = Reason,
            Message = Message,
            StartTime = StartTime,
            HostIP = NodeAddress.Loopback,
            HostIPs = [new() { Ip = NodeAddress.Loopback }],
            PodIP = NodeAddress.Loopback,
            PodIPs = [new() { Ip = NodeAddress.Loopback }],
            Conditions =
            [
                Condition("PodReadyToStartContainers", !ended, null, now),
                Condition(
                    "Initialized",
                    initialized,
                    initialized ? (Phase == "Succeeded" ? endReason : null) : "ContainersNotInitialized",
                    now
                ),
                Condition("Ready", ready, ready ? null : notReady, now),
                Condition("ContainersReady", ready, ready ? null : notReady, now),
                Condition("PodScheduled", true, null, now),
            ],
            InitContainerStatuses = InitContainers.Length == 0 ? null : [.. InitContainers.Select(c => c.Status(initContainer: true))],
            ContainerStatuses = [.. Containers.Select(c => c.Status(initContainer: false))],
        };
    }

    private V1PodStatus Unscheduled(DateTime now) =>
        new()
        {
            Phase = Phase,
            Conditions = Unschedulable is null ? null : [Condition("PodScheduled", false, "Unschedulable", now, Unschedulable)],
        };

    private V1PodCondition Condition(string type, bool met, string? reason, DateTime now, string? message = null)
    {
        string status = met ? "True" : "False";
        DateTime? since =
            _conditions.TryGetValue(type, out V1PodCondition? before) && before.Status == status ? before.LastTransitionTime : now;
        return _conditions[type] = new V1PodCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = since,
        };
    }
}
