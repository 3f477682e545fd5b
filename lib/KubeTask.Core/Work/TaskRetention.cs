using KubeTask.Core.Api;

namespace KubeTask.Core.Work;

/// <summary>How long an ended Task is kept.</summary>
public static class TaskRetention
{
    /// <summary>
    /// When an ended Task is deleted, or null for never. The Task's own number of seconds takes precedence, then the KubeTaskConfig of its
    /// namespace, then that of the release, then the default of a week. 0 means never.
    /// </summary>
    public static DateTimeOffset? DeleteAt(DateTimeOffset? completed, long? ofTask, long? ofNamespace, long? ofRelease)
    {
        long seconds = ofTask ?? ofNamespace ?? ofRelease ?? KubeTaskApi.DefaultTtlSeconds;
        // A time past the end of the calendar means never, too.
        return completed is not { } at || seconds <= 0 || seconds > (DateTimeOffset.MaxValue - at).TotalSeconds
            ? null
            : at.AddSeconds(seconds);
    }
}
