using KubeTask.Core;
using KubeTask.Core.Jobs;

namespace KubeTask.Scaler.Watching;

/// <summary>The little that the scaler keeps of a Job.</summary>
public sealed record ObservedJob : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }

    /// <summary>The Task that owns the Job, by name and uid; null for a Job that no Task owns.</summary>
    public ObjectOwner? Owner { get; init; }

    /// <summary>That it has no pod, which an admission may refuse it; null where it has, or had, one.</summary>
    public PodTrouble? Trouble { get; init; }

    /// <summary>Whether the Job has ended (semantics.md, "The end").</summary>
    public bool Ended { get; init; }
}
