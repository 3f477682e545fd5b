using KubeTask.Runs;

namespace KubeTask.Runner.Streams;

/// <summary>Adds up the usage of several answers.</summary>
internal static class TokenSum
{
    public static RunUsage Add(RunUsage? sum, RunUsage more) =>
        Totalled(
            new RunUsage
            {
                InputTokens = Add(sum?.InputTokens, more.InputTokens),
                CacheReadTokens = Add(sum?.CacheReadTokens, more.CacheReadTokens),
                CacheWriteTokens = Add(sum?.CacheWriteTokens, more.CacheWriteTokens),
                OutputTokens = Add(sum?.OutputTokens, more.OutputTokens),
                ReasoningTokens = Add(sum?.ReasoningTokens, more.ReasoningTokens),
                CostUsd = Add(sum?.CostUsd, more.CostUsd),
            }
        );

    /// <summary>With the total, and the basis of its cost.</summary>
    public static RunUsage Totalled(RunUsage usage) =>
        usage with
        {
            TotalTokens =
                (usage.InputTokens ?? 0) + (usage.CacheReadTokens ?? 0) + (usage.CacheWriteTokens ?? 0) + (usage.OutputTokens ?? 0),
            CostBasis = usage.CostUsd is null ? null : RunUsage.ReportedByTheCli,
        };

    private static long? Add(long? one, long? other) =>
        one is null ? other
        : other is null ? one
        : Math.Min(one.Value + other.Value, long.MaxValue / 8);

    private static decimal? Add(decimal? one, decimal? other) =>
        one is null ? other
        : other is null ? one
        : one + other;
}
