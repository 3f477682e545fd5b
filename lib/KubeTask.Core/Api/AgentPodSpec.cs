using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>How an agent's pod looks and where it runs.</summary>
public sealed record AgentPodSpec
{
    /// <summary>Labels to add to the pod. Labels that KubeTask sets take precedence.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations to add to the pod.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Which nodes the pod may run on.</summary>
    public AgentScheduling? Scheduling { get; init; }

    /// <summary>The RuntimeClass of the pod, such as gvisor or kata.</summary>
    [MaxLength(253)]
    public string? RuntimeClassName { get; init; }

    /// <summary>
    /// Whether the agent's environment has variables for each Service of the namespace, as that of other pods has. Defaults to false: in
    /// a namespace with many Services they would be hundreds.
    /// </summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>CPU and memory of the agent's container.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>The security context of the agent's container. Its fields override the hardened defaults.</summary>
    public V1SecurityContext? SecurityContext { get; init; }

    /// <summary>The security context of the pod. Its fields override the hardened defaults.</summary>
    public V1PodSecurityContext? PodSecurityContext { get; init; }

    /// <summary>Secrets used to pull the image.</summary>
    [MaxItems(TaskLimits.PodSpecItems)]
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>Additional volumes of the pod.</summary>
    [MaxItems(TaskLimits.PodSpecItems)]
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Additional volume mounts of the agent's container.</summary>
    [MaxItems(TaskLimits.PodSpecItems)]
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }
}

/// <summary>Which nodes an agent's pod may run on.</summary>
public sealed record AgentScheduling
{
    /// <summary>Labels that the node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints that the pod tolerates.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>Affinity and anti-affinity rules of the pod.</summary>
    public V1Affinity? Affinity { get; init; }
}

/// <summary>Limits how many Tasks of an Agent may start within a time window.</summary>
public sealed record AgentQuota
{
    /// <summary>How many Tasks may start within the window.</summary>
    [Minimum(1)]
    public required int MaxTaskStarts { get; init; }

    /// <summary>The length of the window in seconds.</summary>
    [Minimum(1)]
    public required int WindowSeconds { get; init; }
}
