using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>What an Agent is busy with.</summary>
public sealed record V1Alpha1AgentStatus
{
    /// <summary>How many Tasks hold a slot.</summary>
    public int? Running { get; init; }

    /// <summary>How many Tasks wait for a slot.</summary>
    public int? Queued { get; init; }

    /// <summary>The Tasks that hold a slot: the ledger behind maxConcurrentTasks. A slot is taken and freed by a write that holds only if the Agent is still as it was read.</summary>
    [ListMapKeys("uid")]
    public IReadOnlyList<AgentSlot>? Slots { get; init; }

    /// <summary>When Tasks started within the quota's window, the oldest first.</summary>
    public IReadOnlyList<DateTime>? Starts { get; init; }

    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The conditions in Kubernetes' standard form.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

/// <summary>A slot of an Agent with a limit, and the Task that holds it.</summary>
public sealed record AgentSlot
{
    /// <summary>The Task's uid.</summary>
    public required string Uid { get; init; }

    /// <summary>The Task's name.</summary>
    public required string Task { get; init; }

    /// <summary>Since when it holds the slot.</summary>
    public DateTime? Since { get; init; }
}
