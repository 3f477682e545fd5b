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

    /// <summary>The schedule and the time zone that nextScheduleTime was reckoned by. A changed schedule counts from now.</summary>
    public string? ObservedSchedule { get; init; }

    /// <summary>The value of the annotation kubetask.io/trigger that was last obeyed.</summary>
    public string? LastTrigger { get; init; }

    /// <summary>The due times that had no Task.</summary>
    public MissedRuns? Missed { get; init; }

    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The conditions in Kubernetes' standard form.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

/// <summary>The due times that had no Task: how many since the CronTask was made, the last of them, and why that one had none.</summary>
public sealed record MissedRuns
{
    /// <summary>How many there were.</summary>
    public long Count { get; init; }

    /// <summary>The last one.</summary>
    public DateTime? Last { get; init; }

    /// <summary>Why the last one had no Task.</summary>
    public string? Reason { get; init; }
}
