using KubeTask.Core.Jobs;

namespace KubeTask.Core.Work;

/// <summary>All that must be known of a Task to tell whether there is work for it: a few dozen bytes, taken from watch frames.</summary>
public readonly record struct TaskFacts
{
    /// <summary>Whether the phase is Completed or Failed.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether the phase is Running.</summary>
    public bool Running { get; init; }

    /// <summary>Whether the phase is Queued.</summary>
    public bool Queued { get; init; }

    /// <summary>What is known of the slot that a Queued Task waits for.</summary>
    public SlotObservation Slot { get; init; }

    /// <summary>When the next attempt may start, for a Task that waits for it.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What keeps the pod of the current attempt from starting, if anything.</summary>
    public PodTrouble? Trouble { get; init; }

    /// <summary>What keeps it by the Task's status: the reason of its condition Started where that is False.</summary>
    public string? TroubleReported { get; init; }

    /// <summary>Whether the Task has ended and is the oldest of more than its namespace retains.</summary>
    public bool Surplus { get; init; }

    /// <summary>Whether the Task has a deletionTimestamp: the garbage collector does the rest.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether a person has asked for the Task to be stopped.</summary>
    public bool StopRequested { get; init; }

    /// <summary>Whether the spec was changed after the Task had started or ended, and that isn't told yet (<c>SpecChange.IsPending</c>).</summary>
    public bool SpecChanged { get; init; }

    /// <summary>What is known of the Job of the current attempt: the one named after how many attempts the status lists as ended, plus one.</summary>
    public JobObservation Job { get; init; }

    /// <summary>Since when the absence of the Job is known; only with <see cref="JobObservation.Absent"/>.</summary>
    public DateTimeOffset JobAbsentSince { get; init; }

    /// <summary>Since when the Task waits for something that is missing (an Accepted or ContextsResolved condition that is False), if it does.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>When the Task is to be deleted, if it has ended and isn't kept for ever.</summary>
    public DateTimeOffset? DeleteAt { get; init; }

    /// <summary>When an event for the Task was last delivered, if ever.</summary>
    public DateTimeOffset? LastDelivered { get; init; }
}

/// <summary>What is known of a Task's Job.</summary>
public enum JobObservation
{
    Absent,
    Active,
    Ended,
}

/// <summary>What is known of the slot of its Agent that a Queued Task waits for.</summary>
public enum SlotObservation
{
    /// <summary>The Agent has limits, and no slot in its ledger is the Task's.</summary>
    Waiting,

    /// <summary>A slot in the Agent's ledger is the Task's.</summary>
    Granted,

    /// <summary>The Agent has no limit any more, or is gone.</summary>
    NotNeeded,
}
