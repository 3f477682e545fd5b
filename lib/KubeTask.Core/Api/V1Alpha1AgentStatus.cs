using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>The slots of an Agent, and what its Tasks have used.</summary>
public sealed record V1Alpha1AgentStatus
{
    /// <summary>How many Tasks hold a slot.</summary>
    public int? Running { get; init; }

    /// <summary>How many Tasks are queued for a slot.</summary>
    public int? Queued { get; init; }

    /// <summary>
    /// The Tasks that hold a slot. KubeTask enforces maxConcurrentTasks with this list: a slot is taken or freed only by a write that fails
    /// if the Agent has changed in the meantime.
    /// </summary>
    [ListMapKeys("uid")]
    public IReadOnlyList<AgentSlot>? Slots { get; init; }

    /// <summary>When Tasks started within the quota's window, oldest first.</summary>
    public IReadOnlyList<DateTime>? Starts { get; init; }

    /// <summary>What the Agent's Tasks used on each of the last 31 days, oldest first: those that ended on that day.</summary>
    [ListMapKeys("date")]
    public IReadOnlyList<DayUsage>? UsagePerDay { get; init; }

    /// <summary>The Tasks that usagePerDay has, and whose own status may not say so yet. So each is counted once.</summary>
    [ListMapKeys("uid")]
    public IReadOnlyList<CountedTask>? UsageCounted { get; init; }

    /// <summary>The generation of the spec that this status describes.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The Agent's conditions: AtCapacity and Ready.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Fields that a newer version has written. A write keeps them.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Newer { get; set; }
}

/// <summary>A slot of an Agent with a limit, and the Task that holds it.</summary>
public sealed record AgentSlot
{
    /// <summary>The Task's uid.</summary>
    public required string Uid { get; init; }

    /// <summary>The Task's name.</summary>
    public required string Task { get; init; }

    /// <summary>When the Task got the slot.</summary>
    public DateTime? Since { get; init; }

    /// <summary>The number of the Task's attempt that the slot is for. Absent for any.</summary>
    public int? Attempt { get; init; }
}
