using KubeTask.Core.Events;

namespace KubeTask.Core.Work;

/// <summary>Everything that determines whether there is work for a CronTask.</summary>
public readonly record struct CronTaskFacts
{
    /// <summary>Whether the CronTask has a deletionTimestamp.</summary>
    public bool Deleting { get; init; }

    /// <summary>Whether the status describes the current spec (observedGeneration = generation).</summary>
    public bool Observed { get; init; }

    /// <summary>The next due time in the status; absent if the CronTask is suspended or has none.</summary>
    public DateTimeOffset? NextScheduleTime { get; init; }

    /// <summary>
    /// Whether <see cref="NextScheduleTime"/> differs from what the schedule gives now. Only a caller that evaluates the schedule knows;
    /// the scaler doesn't.
    /// </summary>
    public bool NextScheduleOutdated { get; init; }

    /// <summary>Whether the annotation kubetask.io/trigger has a value other than lastTrigger in the status.</summary>
    public bool TriggerPending { get; init; }

    /// <summary>The number of its Tasks that have not ended, as observed and as the status reports.</summary>
    public int Active { get; init; }
    public int ActiveReported { get; init; }

    /// <summary>Whether more of its Tasks have ended than its history limits allow.</summary>
    public bool HistoryOverLimit { get; init; }
}

/// <summary>The work predicate for CronTasks: whether there is a Task to create, or a status or a history to correct, and when.</summary>
public static class CronTaskWork
{
    /// <summary>The work, or null if nothing is left to do until something changes.</summary>
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
