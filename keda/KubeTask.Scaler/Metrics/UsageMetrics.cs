using System.Diagnostics;
using System.Diagnostics.Metrics;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Metrics;

/// <summary>Counts the tokens and the cost of Tasks that have ended, by namespace and Agent.</summary>
internal sealed class UsageMetrics(Meter meter)
{
    private readonly Counter<long> _tokens = meter.CreateCounter<long>(
        "kubetask.task.tokens",
        "{token}",
        "Tokens of Tasks that have ended, by kind. The reasoning is a part of the output."
    );

    private readonly Counter<double> _cost = meter.CreateCounter<double>(
        "kubetask.task.cost",
        "{USD}",
        "Cost of Tasks that have ended in US dollars, where the agent's command line reports it."
    );

    public void Count(ObservedTask task)
    {
        if (task.Usage is not { } usage)
            return;
        var tags = new TagList { { "namespace", task.Key.Namespace }, { "agent", task.Agent } };
        Add("input", usage.InputTokens, tags);
        Add("cache_read", usage.CacheReadTokens, tags);
        Add("cache_write", usage.CacheWriteTokens, tags);
        Add("output", usage.OutputTokens, tags);
        Add("reasoning", usage.ReasoningTokens, tags);
        Add("other", (long)Math.Clamp(Other(usage), 0, long.MaxValue), tags);
        if (usage.CostUsd > 0)
            _cost.Add(usage.CostUsd, tags);
    }

    /// <summary>Tokens that have no kind: some agents report only a sum.</summary>
    private static decimal Other(ObservedUsage usage) =>
        usage.TotalTokens
        - new[] { usage.InputTokens, usage.CacheReadTokens, usage.CacheWriteTokens, usage.OutputTokens }.Sum(n => Math.Max((decimal)n, 0));

    private void Add(string kind, long tokens, TagList tags)
    {
        if (tokens <= 0)
            return;
        tags.Add("kind", kind);
        _tokens.Add(tokens, tags);
    }
}
