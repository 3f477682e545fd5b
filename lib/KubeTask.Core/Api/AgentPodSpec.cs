using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>How an agent's pod looks and where it runs.</summary>
public sealed record AgentPodSpec
{
    /// <summary>Labels added to the pod. Those that KubeTask sets win.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations added to the pod.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Where the pod may run.</summary>
    public AgentScheduling? Scheduling { get; init; }

    /// <summary>The RuntimeClass of the pod, such as gvisor or kata.</summary>
    [MaxLength(253)]
    public string? RuntimeClassName { get; init; }

    /// <summary>CPU and memory of the agent's container.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>The security context of the agent's container, laid over the hardened default.</summary>
    public V1SecurityContext? SecurityContext { get; init; }

    /// <summary>The security context of the pod, laid over the hardened default.</summary>
    public V1PodSecurityContext? PodSecurityContext { get; init; }

    /// <summary>Secrets to pull the image with.</summary>
    [MaxItems(TaskLimits.PodSpecItems)]
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>Volumes of your own.</summary>
    [MaxItems(TaskLimits.PodSpecItems)]
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Mounts of your own in the agent's container.</summary>
    [MaxItems(TaskLimits.PodSpecItems)]
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }
}

/// <summary>Where an agent's pod may run.</summary>
public sealed record AgentScheduling
{
    /// <summary>Labels that the node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints that the pod tolerates.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>What the pod is drawn to, or kept from.</summary>
    public V1Affinity? Affinity { get; init; }
}

/// <summary>A rate limit on the starts of an Agent's Tasks.</summary>
public sealed record AgentQuota
{
    /// <summary>How many Tasks may start within the window.</summary>
    [Minimum(1)]
    public required int MaxTaskStarts { get; init; }

    /// <summary>The window's length in seconds.</summary>
    [Minimum(1)]
    public required int WindowSeconds { get; init; }
}
