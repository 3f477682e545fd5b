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

    /// <summary>How many Tasks wait, according to the status.</summary>
    public int QueuedReported { get; init; }

    /// <summary>The Tasks that hold a slot.</summary>
    public IReadOnlyList<ObjectOwner> Slots { get; init; } = [];

    /// <summary>The starts that the status lists.</summary>
    public IReadOnlyList<DateTime> Starts { get; init; } = [];
}
