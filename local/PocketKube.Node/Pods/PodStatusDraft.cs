using k8s.Models;

namespace PocketKube.Node.Pods;

/// <summary>The status of a pod while its life goes on.</summary>
internal sealed class PodStatusDraft
{
    private readonly V1Pod _pod;
    private readonly DateTime _start;
    private readonly Dictionary<string, V1PodCondition> _conditions;

    public PodStatusDraft(V1Pod pod, DateTime now)
    {
        _pod = pod;
        _start = pod.Status?.StartTime ?? now;
        _conditions = (pod.Status?.Conditions ?? []).ToDictionary(c => c.Type);
        InitContainers = [.. (pod.Spec.InitContainers ?? []).Select(c => new ContainerRecord(c))];
        string waiting = InitContainers.Length > 0 ? "PodInitializing" : "ContainerCreating";
        Containers = [.. pod.Spec.Containers.Select(c => new ContainerRecord(c).Waits(waiting))];
    }

    public DateTime StartTime => _start;

    public string Phase { get; set; } = "Pending";

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public ContainerRecord[] InitContainers { get; }

    public ContainerRecord[] Containers { get; }

    public V1PodStatus Build(DateTime now)
    {
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
            StartTime = _start,
            HostIP = NodeAddress.Loopback,
            HostIPs = [new() { Ip = NodeAddress.Loopback }],
            PodIP = NodeAddress.Loopback,
            PodIPs = [new() { Ip = NodeAddress.Loopback }],
            QosClass = QosClass(),
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

    private V1PodCondition Condition(string type, bool met, string? reason, DateTime now)
    {
        string status = met ? "True" : "False";
        DateTime? since =
            _conditions.TryGetValue(type, out V1PodCondition? before) && before.Status == status ? before.LastTransitionTime : now;
        return _conditions[type] = new V1PodCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            LastTransitionTime = since,
        };
    }

    private string QosClass()
    {
        var all = (_pod.Spec.InitContainers ?? []).Concat(_pod.Spec.Containers).Select(c => c.Resources).ToList();
        if (all.TrueForAll(r => r?.Limits is not { Count: > 0 } && r?.Requests is not { Count: > 0 }))
            return "BestEffort";
        bool guaranteed = all.TrueForAll(r =>
            r?.Limits is { } limits
            && limits.ContainsKey("cpu")
            && limits.ContainsKey("memory")
            && (r.Requests ?? limits).All(q =>
                limits.TryGetValue(q.Key, out ResourceQuantity? limit) && limit.ToDecimal() == q.Value.ToDecimal()
            )
        );
        return guaranteed ? "Guaranteed" : "Burstable";
    }
}
