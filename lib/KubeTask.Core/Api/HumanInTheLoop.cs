using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>Keeps the agent's container alive after its command has ended.</summary>
public sealed record HumanInTheLoop
{
    /// <summary>Whether to keep the container alive.</summary>
    [Default("false")]
    public bool? Enabled { get; init; }

    /// <summary>How many seconds to keep the container alive. Defaults to 3600.</summary>
    [Minimum(1)]
    public int? KeepAliveSeconds { get; init; }

    /// <summary>
    /// How long to keep the container alive, as a duration such as "1h" or "30m". keepAliveSeconds takes precedence if both are set.
    /// </summary>
    [CelRule("self == '' || self.matches(r'^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$')", RuleText.KeepAliveIsDuration)]
    [MaxLength(32)]
    public string? KeepAlive { get; init; }
}
