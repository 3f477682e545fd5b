using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>What an Agent is busy with.</summary>
public sealed record V1Alpha1AgentStatus
{
    /// <summary>How many Tasks hold a slot.</summary>
    public int? Running { get; init; }

    /// <summary>How many Tasks wait for a slot.</summary>
    public int? Queued { get; init; }

    /// <summary>The conditions in Kubernetes' standard form.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
