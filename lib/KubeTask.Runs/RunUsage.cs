namespace KubeTask.Runs;

/// <summary>
/// The tokens of a run. Agents count differently; here no token is counted twice: input that the cache had, or took, isn't in
/// <see cref="InputTokens"/>. A field is null if the agent doesn't report it.
/// </summary>
public sealed record RunUsage
{
    /// <summary>Whose figure a cost is.</summary>
    public const string ReportedByTheCli = "reported by the CLI";

    /// <summary>Input without the cache.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Input that came from the cache.</summary>
    public long? CacheReadTokens { get; init; }

    /// <summary>Input that was written to the cache.</summary>
    public long? CacheWriteTokens { get; init; }

    /// <summary>Output, with the reasoning.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>The part of <see cref="OutputTokens"/> that was reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>All tokens: the sum of the above without the reasoning, or what the agent says if it reports only a sum.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>The cost in US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Where the cost comes from; null without a cost.</summary>
    public string? CostBasis { get; init; }
}
