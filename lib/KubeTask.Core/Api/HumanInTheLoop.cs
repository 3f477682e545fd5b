namespace KubeTask.Core.Api;

/// <summary>Keeps the agent's container alive after its command has ended.</summary>
public sealed record HumanInTheLoop
{
    /// <summary>Whether to keep it alive.</summary>
    [Default("false")]
    public bool? Enabled { get; init; }

    /// <summary>How many seconds to keep it alive; 3600 unless set.</summary>
    [Minimum(1)]
    public int? KeepAliveSeconds { get; init; }

    /// <summary>How long to keep it alive, as a duration such as "1h" or "30m"; keepAliveSeconds wins where both are set.</summary>
    [Pattern("^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$")]
    [MaxLength(32)]
    public string? KeepAlive { get; init; }
}
