using System.Globalization;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Agents;

/// <summary>
/// What an Agent's Tasks used on each day, and which Tasks that counts. Both are in one write of the Agent's status, which fails if the
/// Agent has changed since it was read (docs/adr/0022).
/// </summary>
public static class UsageLedger
{
    /// <summary>How many days are kept, today included.</summary>
    public const int Days = 31;

    /// <summary>How many counted Tasks may be listed. If all of them still aren't marked, another one waits.</summary>
    public const int MaxListed = 100;

    /// <summary>How many listed Tasks one write looks at, to drop those that are marked or gone.</summary>
    public const int LookedAt = 10;

    public static bool Has(V1Alpha1Agent agent, V1Alpha1Task task) =>
        agent.Status?.UsageCounted?.Any(c => c.Uid == task.Metadata.Uid) == true;

    /// <summary>The listed Tasks to look at before the next write.</summary>
    public static IEnumerable<CountedTask> ToLookAt(V1Alpha1Agent agent) => (agent.Status?.UsageCounted ?? []).Take(LookedAt);

    /// <summary>The status that counts one more Task; null if the list is full.</summary>
    /// <param name="agent">The Agent.</param>
    /// <param name="task">The Task, which has ended and reports its usage.</param>
    /// <param name="done">The uids of listed Tasks that are marked or gone.</param>
    /// <param name="now">The time.</param>
    public static V1Alpha1AgentStatus? Add(V1Alpha1Agent agent, V1Alpha1Task task, IReadOnlySet<string> done, DateTimeOffset now)
    {
        V1Alpha1AgentStatus status = agent.Status ?? new V1Alpha1AgentStatus();
        CountedTask[] listed = [.. (status.UsageCounted ?? []).Where(c => !done.Contains(c.Uid))];
        if (listed.Length >= MaxListed)
            return null;
        string day = Text(task.Status!.CompletionTime ?? now.UtcDateTime);
        string first = Text(now.UtcDateTime.AddDays(1 - Days));
        DayUsage[] days = [.. status.UsagePerDay ?? []];
        DayUsage sum = Plus(Array.Find(days, d => d.Date == day) ?? new DayUsage { Date = day }, task.Status.Usage!);
        return status with
        {
            UsagePerDay =
            [
                .. days.Where(d => d.Date != day)
                    .Append(sum)
                    .Where(d => string.CompareOrdinal(d.Date, first) >= 0)
                    .OrderBy(d => d.Date, StringComparer.Ordinal)
                    .TakeLast(Days),
            ],
            UsageCounted = [.. listed, new CountedTask { Uid = task.Metadata.Uid, Task = task.Metadata.Name }],
        };
    }

    private static DayUsage Plus(DayUsage day, AgentUsage usage) =>
        day with
        {
            Tasks = (day.Tasks ?? 0) + 1,
            InputTokens = Sums.Tokens(day.InputTokens, usage.InputTokens),
            CacheReadTokens = Sums.Tokens(day.CacheReadTokens, usage.CacheReadTokens),
            CacheWriteTokens = Sums.Tokens(day.CacheWriteTokens, usage.CacheWriteTokens),
            OutputTokens = Sums.Tokens(day.OutputTokens, usage.OutputTokens),
            ReasoningTokens = Sums.Tokens(day.ReasoningTokens, usage.ReasoningTokens),
            TotalTokens = Sums.Tokens(day.TotalTokens, usage.TotalTokens),
            CostUsd = Sums.Cost(day.CostUsd, usage.CostUsd),
        };

    private static string Text(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
