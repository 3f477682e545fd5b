using KubeTask.Core.Api;

namespace KubeTask.Core.Cron;

/// <summary>Reads the annotation that starts a Task of a CronTask at once.</summary>
public static class CronTaskTrigger
{
    /// <summary>Whether a value of kubetask.io/trigger has not been handled yet. An empty value means nothing.</summary>
    public static bool IsPending(string? value, string? last) => !string.IsNullOrEmpty(value) && value != last;

    /// <summary>The value to handle, or null.</summary>
    public static string? Pending(V1Alpha1CronTask cronTask) =>
        cronTask.Metadata.Annotations?.TryGetValue(Annotations.Trigger, out string? value) == true
        && IsPending(value, cronTask.Status?.LastTrigger)
            ? value
            : null;
}
