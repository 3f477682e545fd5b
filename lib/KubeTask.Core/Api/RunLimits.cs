using System.Text.Json.Serialization;

namespace KubeTask.Core.Api;

/// <summary>
/// Limits of one run of an agent. The runner in the agent's image keeps them: it ends the agent, and the Task fails with BudgetExceeded or
/// Stalled.
/// </summary>
public sealed record RunLimits
{
    /// <summary>How many tokens the agent may use, input and output together.</summary>
    [Minimum(1)]
    public long? MaxTokens { get; init; }

    /// <summary>How many US dollars the agent may cost, as its own command line reports it.</summary>
    [Minimum(0)]
    [JsonPropertyName("maxCostUSD")]
    public double? MaxCostUsd { get; init; }

    /// <summary>How often the model may answer.</summary>
    [Minimum(1)]
    public int? MaxTurns { get; init; }

    /// <summary>For how many seconds the agent may write nothing.</summary>
    [Minimum(1)]
    public int? StallSeconds { get; init; }
}
