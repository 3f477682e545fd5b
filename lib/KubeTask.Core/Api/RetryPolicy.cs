namespace KubeTask.Core.Api;

/// <summary>When an attempt that ended badly is followed by another.</summary>
public sealed record RetryPolicy
{
    /// <summary>How many attempts may follow the first.</summary>
    [Minimum(0)]
    [Maximum(100)]
    public required int Limit { get; init; }

    /// <summary>Which ends are followed by another attempt: Failed (the agent failed) or Disrupted (the pod was evicted or lost). Both unless set. Write "on" in quotes: a bare on is a boolean in kubectl's YAML.</summary>
    [OneOf(RetryOn.Failed, RetryOn.Disrupted)]
    public IReadOnlyList<string>? On { get; init; }

    /// <summary>Seconds to wait before the next attempt.</summary>
    [Minimum(0)]
    public int? BackoffSeconds { get; init; }
}

/// <summary>The values of <c>retry.on</c>.</summary>
public static class RetryOn
{
    public const string Failed = "Failed";
    public const string Disrupted = "Disrupted";
}
