using KubeTask.Core;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a Job.</summary>
public sealed record ObservedJob : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }

    /// <summary>The Task that owns the Job, by name and uid; null for a Job that no Task owns.</summary>
    public ObjectOwner? Owner { get; init; }

    /// <summary>Whether the Job hasn't ended and never had a pod, for example because admission refuses it.</summary>
    public bool HasNoPod { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether its controller may create another pod while the former one still ends.</summary>
    public bool ReplacesPods { get; init; }

    /// <summary>Whether the Job has ended (semantics.md, "The end").</summary>
    public bool Ended { get; init; }
}
