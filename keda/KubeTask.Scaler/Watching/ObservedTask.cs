using KubeTask.Core;
using KubeTask.Core.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>What the scaler keeps of a Task, on its way from a frame to the index.</summary>
public sealed record ObservedTask : IObserved, ICarriesJson
{
    public required ObjectKey Key { get; init; }
    public required string Uid { get; init; }
    public required string ResourceVersion { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    public bool WantsJson => !Terminal && !Deleting;

    /// <inheritdoc/>
    public byte[]? Json { get; set; }

    /// <summary>Whether the phase is Completed or Failed.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether the phase is Failed.</summary>
    public bool Failed { get; init; }

    /// <summary>Whether the phase is Running.</summary>
    public bool Running { get; init; }

    /// <summary>Whether the phase is Queued.</summary>
    public bool Queued { get; init; }

    public bool Deleting { get; init; }

    /// <summary>Whether it is being deleted, and somebody's finalizer keeps it.</summary>
    public bool Held { get; init; }

    /// <summary>The pod in which the agent of the current attempt started, as the status reports it.</summary>
    public string? StartedPod { get; init; }

    /// <summary>How many seconds an attempt may take; null for no deadline.</summary>
    public long? DeadlineSeconds { get; init; }

    /// <summary>The Agent that it names.</summary>
    public string Agent { get; init; } = KubeTaskApi.DefaultAgent;

    /// <summary>The CronTask that owns it, if one does.</summary>
    public ObjectOwner? CronTask { get; init; }

    /// <summary>How many attempts the status lists as ended.</summary>
    public int EndedAttempts { get; init; }

    /// <summary>When the next attempt may start, if the Task waits for that.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The trouble that the status reports: the reason of the condition Started if that is False.</summary>
    public string? TroubleReported { get; init; }

    /// <summary>When the Task ended, if it has.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>What it has used, if it has ended and its status reports that.</summary>
    public ObservedUsage? Usage { get; init; }

    /// <summary>Whether it has ended and its usage isn't counted yet.</summary>
    public bool UsageDue { get; init; }

    /// <summary>How many seconds the Task is kept after its end; null if it doesn't say.</summary>
    public long? TtlSeconds { get; init; }

    /// <summary>Whether an annotation keeps the Task after its end until somebody deletes it.</summary>
    public bool Kept { get; init; }

    /// <summary>Whether the spec was changed after the start and the status doesn't report that yet.</summary>
    public bool SpecChanged { get; init; }

    /// <summary>Whether an annotation requests a stop.</summary>
    public bool StopRequested { get; init; }

    /// <summary>Whether the status must report, or no longer report, an annotation that stops the Task and isn't understood.</summary>
    public bool StopReportDue { get; init; }

    /// <summary>The earliest transition time of an Accepted or ContextsResolved condition that is False; null if none is.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}
