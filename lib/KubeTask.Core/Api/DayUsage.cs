using System.Text.Json.Serialization;

namespace KubeTask.Core.Api;

/// <summary>What the Tasks of an Agent used that ended on one day. A field is absent if none of them reports it.</summary>
public sealed record DayUsage
{
    /// <summary>The day in UTC, such as 2026-01-31.</summary>
    public required string Date { get; init; }

    /// <summary>How many Tasks that report their usage ended on that day.</summary>
    public int? Tasks { get; init; }

    /// <summary>Input that neither came from the model's cache nor was written to it.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Input that came from the cache.</summary>
    public long? CacheReadTokens { get; init; }

    /// <summary>Input that was written to the cache.</summary>
    public long? CacheWriteTokens { get; init; }

    /// <summary>Output, with the reasoning.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>All of them together, without the reasoning.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>The cost in US dollars, of those Tasks whose agent reports one.</summary>
    [JsonPropertyName("costUSD")]
    public double? CostUsd { get; init; }
}

/// <summary>A Task whose usage was counted.</summary>
public sealed record CountedTask
{
    /// <summary>The Task's uid.</summary>
    public required string Uid { get; init; }

    /// <summary>The Task's name.</summary>
    public required string Task { get; init; }
}
