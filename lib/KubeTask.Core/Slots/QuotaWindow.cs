using KubeTask.Core.Api;

namespace KubeTask.Core.Slots;

/// <summary>The sliding window of an Agent's quota: which starts still count, and when the next Task may start.</summary>
public static class QuotaWindow
{
    /// <summary>The starts that still count, oldest first.</summary>
    public static IEnumerable<DateTime> Counting(IEnumerable<DateTime>? starts, AgentQuota quota, DateTimeOffset now) =>
        (starts ?? []).Where(s => s > now.UtcDateTime - Window(quota)).Order();

    /// <summary>When the next Task may start as far as the quota is concerned. A time in the past means now.</summary>
    public static DateTimeOffset OpensAt(IEnumerable<DateTime>? starts, AgentQuota quota, DateTimeOffset now)
    {
        int limit = Math.Max(1, quota.MaxTaskStarts);
        DateTime[] counting = [.. Counting(starts, quota, now)];
        return counting.Length < limit
            ? DateTimeOffset.MinValue
            : new DateTimeOffset(DateTime.SpecifyKind(counting[counting.Length - limit], DateTimeKind.Utc) + Window(quota));
    }

    private static TimeSpan Window(AgentQuota quota) => TimeSpan.FromSeconds(quota.WindowSeconds);
}
