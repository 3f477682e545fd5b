using KubeTask.Core.Jobs;

namespace KubeTask.Core.Work;

/// <summary>Everything that determines whether there is work for a Task: a few dozen bytes, read from watch frames.</summary>
public readonly record struct TaskFacts
{
    /// <summary>Whether the phase is Completed or Failed.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether the phase is Running.</summary>
    public bool Running { get; init; }

    /// <summary>Whether the phase is Queued.</summary>
    public bool Queued { get; init; }

    /// <summary>The slot that a Queued Task waits for.</summary>
    public SlotObservation Slot { get; init; }

    /// <summary>When the next attempt may start, if the Task waits for it.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What keeps the pod of the current attempt from starting, if anything.</summary>
    public PodTrouble? Trouble { get; init; }

    /// <summary>The trouble that the status reports: the reason of the condition Started if it is False.</summary>
    public string? TroubleReported { get; init; }

    /// <summary>What is observed of the pods of the current attempt.</summary>
    public PodFacts Pods { get; init; }

    /// <summary>When KubeTask ends the attempt if its agent hasn't started by then; null for a Task without a deadline.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Whether the Task has ended and is among the oldest of more Tasks than its namespace retains.</summary>
    public bool Surplus { get; init; }

    /// <summary>Whether the Task has a deletionTimestamp. The garbage collector does the rest, unless the Task is held.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether somebody's finalizer keeps a Task that is being deleted.</summary>
    public bool Held { get; init; }

    /// <summary>Whether a user has requested that the Task be stopped.</summary>
    public bool StopRequested { get; init; }

    /// <summary>
    /// Whether the spec was changed after the Task started or ended, and the change isn't reported yet (<c>SpecChange.IsPending</c>).
    /// </summary>
    public bool SpecChanged { get; init; }

    /// <summary>Whether the Task has ended and its usage isn't counted yet (<c>TaskUsage.IsDue</c>).</summary>
    public bool UsageDue { get; init; }

    /// <summary>
    /// Whether an annotation that stops the Task has a value that isn't understood and isn't reported yet, or a report of one is outdated
    /// (<c>StopReport.IsDue</c>).
    /// </summary>
    public bool StopReportDue { get; init; }

    /// <summary>The Job of the current attempt. Its number is the number of attempts that the status lists as ended, plus one.</summary>
    public JobObservation Job { get; init; }

    /// <summary>Since when the Job is known to be absent; only set with <see cref="JobObservation.Absent"/>.</summary>
    public DateTimeOffset JobAbsentSince { get; init; }

    /// <summary>
    /// Since when the Task waits for something that is missing (the condition Accepted or ContextsResolved is False), if it does.
    /// </summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>When to delete the Task, if it has ended and isn't kept.</summary>
    public DateTimeOffset? DeleteAt { get; init; }

    /// <summary>When an event for the Task was last delivered, if ever.</summary>
    public DateTimeOffset? LastDelivered { get; init; }
}

/// <summary>What is observed of the pods of an attempt.</summary>
public readonly record struct PodFacts
{
    /// <summary>Whether a container of one of them may still run.</summary>
    public bool MayRun { get; init; }

    /// <summary>The agent's container, in the pod that counts (<see cref="AttemptPods"/>).</summary>
    public AgentObservation Agent { get; init; }

    /// <summary>Whether the pod that counts is being deleted.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether the status reports that the agent started in the pod that counts.</summary>
    public bool StartReported { get; init; }

    /// <summary>Whether the status reports that the agent started in a pod, and another one counts now.</summary>
    public bool Replaced { get; init; }

    /// <summary>Whether the Job controller may create another pod while the former one still ends.</summary>
    public bool MayBeReplaced { get; init; }
}

/// <summary>What is observed of the container that runs the agent.</summary>
public enum AgentObservation
{
    NotStarted,
    Runs,

    /// <summary>It has ended, and another container of its pod still runs.</summary>
    EndedBeforeOthers,
    Ended,
}

/// <summary>What is observed of a Task's Job.</summary>
public enum JobObservation
{
    Absent,
    Active,
    Ended,
}

/// <summary>What is observed of the slot of its Agent that a Queued Task waits for.</summary>
public enum SlotObservation
{
    /// <summary>The Agent has limits, and the Task holds no slot.</summary>
    Waiting,

    /// <summary>The Task holds a slot.</summary>
    Granted,

    /// <summary>The Agent no longer has a limit, or is gone.</summary>
    NotNeeded,
}
