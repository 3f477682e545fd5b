using KubeTask.Core;
using KubeTask.Core.Jobs;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a Job.</summary>
public sealed record ObservedJob : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }

    /// <summary>The Task that owns the Job, by name and uid; null for a Job that no Task owns.</summary>
    public ObjectOwner? Owner { get; init; }

    /// <summary>The trouble that the Job has no pod, for example because admission refuses it; null if it has or had one.</summary>
    public PodTrouble? Trouble { get; init; }

    /// <summary>Whether the Job has ended (semantics.md, "The end").</summary>
    public bool Ended { get; init; }
}
