using KubeTask.Core;
using KubeTask.Core.Jobs;
using KubeTask.Core.Work;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a pod that one of KubeTask's Jobs created.</summary>
public sealed record ObservedPod : IObserved, ICarriesJson
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Only the end of a pod can't change any more.</summary>
    public bool WantsJson => !MayRun && !Deleting && Agent == AgentObservation.Ended && Task is not null && Job is not null;

    /// <inheritdoc/>
    public byte[]? Json { get; set; }

    /// <summary>The name of its Task; null if it doesn't say.</summary>
    public string? Task { get; init; }

    /// <summary>The Job that owns it.</summary>
    public ObjectOwner? Job { get; init; }

    /// <summary>What keeps it from starting, if anything. A pod that isn't Pending has no trouble.</summary>
    public PodTrouble? Trouble { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether one of its containers may still run.</summary>
    public bool MayRun { get; init; }

    /// <summary>
    /// Whether the agent can't have started: a pod without a node starts nothing. On a node, the kubelet may have started more than it has
    /// written.
    /// </summary>
    public bool NeverStarted { get; init; }

    /// <summary>Whether it fetches Git Contexts before the agent starts. Only the pod says which commits it fetched.</summary>
    public bool Fetches { get; init; }

    /// <summary>What its status says about the agent's container.</summary>
    public AgentObservation Agent { get; init; }
}
