namespace KubeTask.Runner.Options;

/// <summary>What a run is to do.</summary>
internal sealed record RunnerSettings
{
    /// <summary>The agent's kind, such as <c>claude</c>; null for a command that runs as it is.</summary>
    public string? Agent { get; init; }

    /// <summary>The command; with an agent its extra arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Whether the agent's stream is shown as it is.</summary>
    public bool Raw { get; init; }

    /// <summary>Where the termination message goes; null for nowhere.</summary>
    public string? Report { get; init; }

    /// <summary>The folder with task.md.</summary>
    public required string Workspace { get; init; }

    /// <summary>The MCP servers; null for none.</summary>
    public string? McpFile { get; init; }

    public RunLimits Limits { get; init; } = new();
}

/// <summary>What a run may use; null for no limit.</summary>
internal sealed record RunLimits
{
    public long? MaxTokens { get; init; }

    public decimal? MaxCostUsd { get; init; }

    public long? MaxTurns { get; init; }

    /// <summary>How long an agent may write nothing.</summary>
    public TimeSpan? Stall { get; init; }
}
