using KubeTask.Core.Api;
using KubeTask.Core.Work;

namespace KubeTask.Core.Cron;

/// <summary>Looks at a CronTask without its Tasks. That is enough for the timer to skip those that have nothing to do.</summary>
public static class CronTaskGlance
{
    /// <summary>
    /// Whether the CronTask may have work now, according to <see cref="CronTaskWork"/>. Its Tasks are unknown here, so any Task that the
    /// status lists as active may have ended, which is work.
    /// </summary>
    public static bool MayHaveWork(V1Alpha1CronTask cronTask, DateTimeOffset now) =>
        CronTaskWork.Next(Facts(cronTask, now)) is { } work && work.DueAt <= now;

    private static CronTaskFacts Facts(V1Alpha1CronTask cronTask, DateTimeOffset now)
    {
        bool observed = cronTask.Status?.ObservedGeneration == cronTask.Metadata.Generation;
        return new CronTaskFacts
        {
            Deleting = cronTask.Metadata.DeletionTimestamp is not null,
            Observed = observed,
            TriggerPending = CronTaskTrigger.Pending(cronTask) is not null,
            ActiveReported = cronTask.Status?.Active?.Count ?? 0,
            NextScheduleTime = cronTask.Status?.NextScheduleTime,
            NextScheduleOutdated = observed && IsOutdated(cronTask, now),
        };
    }

    /// <summary>
    /// Whether nextScheduleTime differs from what the schedule gives now, because the time zone's rules or the clock have changed.
    /// </summary>
    private static bool IsOutdated(V1Alpha1CronTask cronTask, DateTimeOffset now)
    {
        DateTime? next = cronTask.Status?.NextScheduleTime;
        if (
            cronTask.Spec.Suspend == true
            || !Schedule.Parse(cronTask.Spec.Schedule, cronTask.Spec.TimeZone).Succeeded(out Schedule? schedule, out _)
        )
        {
            return next is not null;
        }

        var due = DueTimes.Of(cronTask, schedule, now.UtcDateTime);
        return due.At is null && due.Next != next;
    }
}
