using KubeTask.Core.Api;
using KubeTask.Runs;

namespace KubeTask.Core.Jobs;

/// <summary>
/// Adds up what the attempts of a Task have used. The status that names the end of an attempt has its usage too, so each counts once.
/// </summary>
internal static class RunUsages
{
    /// <summary>The usage with that of one more run; the sum as it was if the run reports none.</summary>
    public static AgentUsage? Add(AgentUsage? sum, RunUsage? run)
    {
        if (run is null)
            return sum;
        AgentUsage before = sum ?? new AgentUsage();
        return new AgentUsage
        {
            InputTokens = Sum(before.InputTokens, run.InputTokens),
            CacheReadTokens = Sum(before.CacheReadTokens, run.CacheReadTokens),
            CacheWriteTokens = Sum(before.CacheWriteTokens, run.CacheWriteTokens),
            OutputTokens = Sum(before.OutputTokens, run.OutputTokens),
            ReasoningTokens = Sum(before.ReasoningTokens, run.ReasoningTokens),
            TotalTokens = Sum(before.TotalTokens, run.TotalTokens),
            CostUsd = Cost(before.CostUsd, (double?)run.CostUsd),
            CostBasis = run.CostBasis ?? before.CostBasis,
        };
    }

    /// <summary>The sum of two numbers of tokens. It stays at the largest number, because a report may have any.</summary>
    internal static long? Sum(long? one, long? other) =>
        one is { } a && other is { } b ? (long)Int128.Clamp((Int128)a + b, long.MinValue, long.MaxValue) : one ?? other;

    /// <summary>The sum of two costs, without the digits that binary fractions add.</summary>
    internal static double? Cost(double? one, double? other) => one is { } a && other is { } b ? Math.Round(a + b, Digits) : one ?? other;

    /// <summary>How many digits after the point a cost has. A token costs at least a ten-millionth of a dollar.</summary>
    private const int Digits = 9;
}
