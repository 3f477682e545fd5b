namespace KubeTask.Scaler.Watching;

/// <summary>What the attempts of a Task have used, as its status reports it. What the status lacks is 0.</summary>
public sealed record ObservedUsage
{
    public long InputTokens { get; init; }
    public long CacheReadTokens { get; init; }
    public long CacheWriteTokens { get; init; }
    public long OutputTokens { get; init; }
    public long ReasoningTokens { get; init; }
    public long TotalTokens { get; init; }

    /// <summary>The cost in US dollars.</summary>
    public double CostUsd { get; init; }
}
