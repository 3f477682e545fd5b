using KubeTask.Core.Api;

namespace KubeTask.Core.Work;

/// <summary>All that must be known of an Agent to tell whether there is work for it.</summary>
public readonly record struct AgentFacts
{
    /// <summary>Whether the Agent has a deletionTimestamp.</summary>
    public bool Deleting { get; init; }

    /// <summary>maxConcurrentTasks; null or 0 for no limit.</summary>
    public int? MaxConcurrentTasks { get; init; }

    /// <summary>The quota, if it has one.</summary>
    public AgentQuota? Quota { get; init; }

    /// <summary>Whether the status speaks of the spec as it is now (observedGeneration = generation).</summary>
    public bool Observed { get; init; }

    /// <summary>Slots in the ledger.</summary>
    public int Slots { get; init; }

    /// <summary>Slots whose Task has ended, or is gone.</summary>
    public int SlotsToFree { get; init; }

    /// <summary>Tasks that are Queued, hold no slot, and neither are being deleted nor asked to stop.</summary>
    public int Waiting { get; init; }

    /// <summary>How many wait by the Agent's status.</summary>
    public int QueuedReported { get; init; }

    /// <summary>The starts that the status lists.</summary>
    public IReadOnlyList<DateTime>? Starts { get; init; }
}
