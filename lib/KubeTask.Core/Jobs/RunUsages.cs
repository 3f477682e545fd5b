using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
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
            InputTokens = Sums.Tokens(before.InputTokens, run.InputTokens),
            CacheReadTokens = Sums.Tokens(before.CacheReadTokens, run.CacheReadTokens),
            CacheWriteTokens = Sums.Tokens(before.CacheWriteTokens, run.CacheWriteTokens),
            OutputTokens = Sums.Tokens(before.OutputTokens, run.OutputTokens),
            ReasoningTokens = Sums.Tokens(before.ReasoningTokens, run.ReasoningTokens),
            TotalTokens = Sums.Tokens(before.TotalTokens, run.TotalTokens),
            CostUsd = Sums.Cost(before.CostUsd, (double?)run.CostUsd),
            CostBasis = run.CostBasis ?? before.CostBasis,
        };
    }
}
