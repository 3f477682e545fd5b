using KubeTask.Core;
using KubeTask.Core.Jobs;

namespace KubeTask.Scaler.Watching;

/// <summary>What matters here of a pod that a Job of ours made.</summary>
public sealed record ObservedPod : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of the Task that it is for; null where it doesn't say.</summary>
    public string? Task { get; init; }

    /// <summary>The Job that owns it.</summary>
    public ObjectOwner? Job { get; init; }

    /// <summary>What keeps it from starting, if anything. A pod that isn't Pending has none.</summary>
    public PodTrouble? Trouble { get; init; }
}
