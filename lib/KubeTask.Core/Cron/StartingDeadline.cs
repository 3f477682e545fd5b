using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>How long after a due time its Task may still be created.</summary>
internal static class StartingDeadline
{
    /// <summary>
    /// Waking takes seconds: a due time is noticed, and functions may have to start from zero. A Task that is created within this time is
    /// on time, so a shorter deadline counts as this one. Otherwise a deadline of 0 would mean that there is never a Task.
    /// </summary>
    public const long OnTimeSeconds = 10;

    /// <summary>What to say of a due time whose deadline has passed; null if it hasn't.</summary>
    public static string? Passed(V1Alpha1CronTaskSpec spec, DateTime dueTime, DateTime now) =>
        spec.StartingDeadlineSeconds is not { } seconds || (now - dueTime).TotalSeconds <= Math.Max(seconds, OnTimeSeconds) ? null
        : seconds < OnTimeSeconds ? $"startingDeadlineSeconds ({seconds}, which counts as {OnTimeSeconds}) had passed"
        : $"startingDeadlineSeconds ({seconds}) had passed";
}
