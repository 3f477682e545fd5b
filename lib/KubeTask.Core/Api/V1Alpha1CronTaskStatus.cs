using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>What a schedule has brought about.</summary>
public sealed record V1Alpha1CronTaskStatus
{
    /// <summary>The Tasks that have not ended.</summary>
    public IReadOnlyList<V1ObjectReference>? Active { get; init; }

    /// <summary>The last due time that had its Task.</summary>
    public DateTime? LastScheduleTime { get; init; }

    /// <summary>When a Task last completed.</summary>
    public DateTime? LastSuccessfulTime { get; init; }

    /// <summary>The next due time.</summary>
    public DateTime? NextScheduleTime { get; init; }

    /// <summary>The conditions in Kubernetes' standard form.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}
