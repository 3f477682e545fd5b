namespace KubeTask.Core.Work;

/// <summary>All that must be known of a Task to tell whether there is work for it: a few dozen bytes, taken from watch frames.</summary>
public readonly record struct TaskFacts
{
    /// <summary>Whether the phase is Completed or Failed.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether the phase is Running.</summary>
    public bool Running { get; init; }

    /// <summary>Whether the Task has a deletionTimestamp: the garbage collector does the rest.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether a person has asked for the Task to be stopped.</summary>
    public bool StopRequested { get; init; }

    /// <summary>What is known of the Job that the Task owns.</summary>
    public JobSight Job { get; init; }

    /// <summary>Since when the absence of the Job is known; only with <see cref="JobSight.Absent"/>.</summary>
    public DateTimeOffset JobAbsentSince { get; init; }

    /// <summary>Since when the Task waits for something that is missing (an Accepted or ContextsResolved condition that is False), if it does.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>When the Task is to be deleted, if it has ended and isn't kept for ever.</summary>
    public DateTimeOffset? DeleteAt { get; init; }

    /// <summary>When an event for the Task was last delivered, if ever.</summary>
    public DateTimeOffset? LastDelivered { get; init; }
}

/// <summary>What is known of a Task's Job.</summary>
public enum JobSight
{
    Absent,
    Active,
    Ended,
}
