using KubeTask.Core.Api;

namespace KubeTask.Core.Work;

/// <summary>Everything that determines whether there is work for an Agent.</summary>
public readonly record struct AgentFacts
{
    /// <summary>Whether the Agent has a deletionTimestamp.</summary>
    public bool Deleting { get; init; }

    /// <summary>maxConcurrentTasks; null or 0 for no limit.</summary>
    public int? MaxConcurrentTasks { get; init; }

    /// <summary>The quota, if there is one.</summary>
    public AgentQuota? Quota { get; init; }

    /// <summary>Whether the status describes the current spec (observedGeneration = generation).</summary>
    public bool Observed { get; init; }

    /// <summary>Whether the status describes any spec, and so has slots (it has an observedGeneration).</summary>
    public bool HasLedger { get; init; }

    /// <summary>Slots in the ledger.</summary>
    public int Slots { get; init; }

    /// <summary>Slots whose Task has ended or is gone.</summary>
    public int SlotsToFree { get; init; }

    /// <summary>Tasks that are Queued, hold no slot, aren't being deleted and haven't been requested to stop.</summary>
    public int Waiting { get; init; }

    /// <summary>The number of queued Tasks that the Agent's status reports.</summary>
    public int QueuedReported { get; init; }

    /// <summary>The starts that the status lists.</summary>
    public IReadOnlyList<DateTime>? Starts { get; init; }
}
