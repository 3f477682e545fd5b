using KubeTask.Core;

namespace KubeTask.Scaler.Watching;

/// <summary>The little that the scaler keeps of a Task.</summary>
public sealed record ObservedTask : IObserved
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
    public long Generation { get; init; }

    /// <summary>Whether the phase is Completed or Failed.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether the phase is Running.</summary>
    public bool Running { get; init; }

    public bool Deleting { get; init; }

    /// <summary>When the Task ended, if it has.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Seconds that the Task wants to be kept after its end; null where it doesn't say.</summary>
    public long? TtlSeconds { get; init; }

    /// <summary>Whether an annotation asks for the Task to be stopped.</summary>
    public bool StopRequested { get; init; }

    /// <summary>The earliest transition time of an Accepted or ContextsResolved condition that is False; null where none is.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}
