namespace KubeTask.Core.Cron;

/// <summary>What is said about a schedule that isn't taken: by the CRD's rules (CEL) where the API server has them, and by Core everywhere, in the same words.</summary>
public static class ScheduleWords
{
    public const string NoZone = "a time zone in front of the schedule is not read; write it as spec.timeZone, such as Europe/Berlin";
    public const string NoEvery = "@every is not supported, for its times would hang on when it was first read; write a step, such as */15 * * * *";
    public const string Form = "write five fields (minute, hour, day of month, month, day of week), or one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually";
    public const string ZoneName = "write an IANA time zone, such as Europe/Berlin or UTC";
}
