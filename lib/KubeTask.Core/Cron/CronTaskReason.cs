namespace KubeTask.Core.Cron;

/// <summary>All reasons in a CronTask's conditions, Events and missed due times.</summary>
public static class CronTaskReason
{
    // Whether it creates Tasks.
    public const string Scheduled = nameof(Scheduled);
    public const string Suspended = nameof(Suspended);
    public const string InvalidSchedule = nameof(InvalidSchedule);
    public const string TimeZoneDataMissing = nameof(TimeZoneDataMissing);

    // The outcome of a due time or a trigger.
    public const string TaskCreated = nameof(TaskCreated);
    public const string TaskReplaced = nameof(TaskReplaced);
    public const string JobAlreadyActive = nameof(JobAlreadyActive);
    public const string MissedSchedule = nameof(MissedSchedule);
    public const string TooManyMissedTimes = nameof(TooManyMissedTimes);
    public const string NameConflict = nameof(NameConflict);
    public const string Refused = nameof(Refused);
    public const string TriggerUsed = nameof(TriggerUsed);
}
