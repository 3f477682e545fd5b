using KubeTask.Core.Events;

namespace KubeTask.Core.Work;

/// <summary>All that must be known of a CronTask to tell whether there is work for it.</summary>
public readonly record struct CronTaskFacts
{
    /// <summary>Whether the CronTask has a deletionTimestamp.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether the status speaks of the spec as it is now (observedGeneration = generation).</summary>
    public bool Observed { get; init; }

    /// <summary>The next due time, by the status; absent where it is suspended or has none.</summary>
    public DateTimeOffset? NextScheduleTime { get; init; }

    /// <summary>
    /// Whether <see cref="NextScheduleTime"/> isn't what the schedule gives now. Only who reads the schedule knows; the scaler doesn't.
    /// </summary>
    public bool NextScheduleOutdated { get; init; }

    /// <summary>Whether the annotation kubetask.io/trigger has a value that the status doesn't have as lastTrigger.</summary>
    public bool TriggerPending { get; init; }

    /// <summary>Tasks of it that have not ended, and how many that are by its status.</summary>
    public int Active { get; init; }
    public int ActiveReported { get; init; }

    /// <summary>Whether more of its Tasks have ended than its history limits keep.</summary>
    public bool HistoryOverLimit { get; init; }
}

/// <summary>The predicate for CronTasks: is there a Task to make, or a status or a history to put right, and when?</summary>
public static class CronTaskWork
{
    /// <summary>The work, or null when nothing is left to do until something changes.</summary>
    public static DueWork? Next(in CronTaskFacts facts)
    {
        if (facts.Deleting)
            return null;
        if (
            !facts.Observed
            || facts.TriggerPending
            || facts.Active != facts.ActiveReported
            || facts.HistoryOverLimit
            || facts.NextScheduleOutdated
        )
        {
            return new DueWork(EventType.CronTaskDue, DateTimeOffset.MinValue);
        }

        return facts.NextScheduleTime is { } at ? new DueWork(EventType.CronTaskDue, at) : null;
    }
}
