using KubeTask.Core;
using KubeTask.Core.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of an Agent.</summary>
public sealed record ObservedAgent : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
    public bool Deleting { get; init; }
    public int? MaxConcurrentTasks { get; init; }
    public AgentQuota? Quota { get; init; }

    /// <summary>Whether the status is about the current spec.</summary>
    public bool StatusIsCurrent { get; init; }

    /// <summary>Whether the status is about any spec. Without limits it isn't.</summary>
    public bool HasLedger { get; init; }

    /// <summary>How many Tasks wait, according to the status.</summary>
    public int QueuedReported { get; init; }

    /// <summary>The slots that Tasks hold.</summary>
    public IReadOnlyList<ObservedSlot> Slots { get; init; } = [];

    /// <summary>The starts that the status lists.</summary>
    public IReadOnlyList<DateTime> Starts { get; init; } = [];
}

/// <summary>A slot in an Agent's status.</summary>
/// <param name="Task">The Task that holds it, by name and uid.</param>
/// <param name="Attempt">The attempt that it is for; null for any.</param>
/// <param name="Since">When it was taken.</param>
public sealed record ObservedSlot(ObjectOwner Task, int? Attempt = null, DateTimeOffset? Since = null);
