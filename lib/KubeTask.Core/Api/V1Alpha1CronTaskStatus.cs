using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>The Tasks that a schedule has created, and the next due time.</summary>
public sealed record V1Alpha1CronTaskStatus
{
    /// <summary>The Tasks that have not ended.</summary>
    public IReadOnlyList<V1ObjectReference>? Active { get; init; }

    /// <summary>The last due time for which a Task was created.</summary>
    public DateTime? LastScheduleTime { get; init; }

    /// <summary>When a Task last completed.</summary>
    public DateTime? LastSuccessfulTime { get; init; }

    /// <summary>The next due time.</summary>
    public DateTime? NextScheduleTime { get; init; }

    /// <summary>
    /// The schedule and the time zone from which nextScheduleTime was calculated. After a change, the new schedule applies from that moment
    /// on.
    /// </summary>
    public string? ObservedSchedule { get; init; }

    /// <summary>The last value of the annotation kubetask.io/trigger that was handled.</summary>
    public string? LastTrigger { get; init; }

    /// <summary>The due times without a Task.</summary>
    public MissedRuns? Missed { get; init; }

    /// <summary>The generation of the spec that this status describes.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The CronTask's conditions: Scheduled, Ready and Stalled.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Fields that a newer version has written. A write keeps them.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Newer { get; set; }
}

/// <summary>
/// The due times without a Task: how many there are since the CronTask was created, the last of them, and why it has no Task.
/// </summary>
public sealed record MissedRuns
{
    /// <summary>How many due times have no Task.</summary>
    public long Count { get; init; }

    /// <summary>The last due time without a Task.</summary>
    public DateTime? Last { get; init; }

    /// <summary>Why the last one has no Task.</summary>
    public string? Reason { get; init; }
}
