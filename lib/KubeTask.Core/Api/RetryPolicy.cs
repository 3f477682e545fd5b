namespace KubeTask.Core.Api;

/// <summary>When a failed attempt is followed by another one.</summary>
public sealed record RetryPolicy
{
    /// <summary>How many attempts may follow the first.</summary>
    [Minimum(0)]
    [Maximum(100)]
    public required int Limit { get; init; }

    /// <summary>
    /// Which failures to retry: Failed (the agent failed) or Disrupted (the pod was evicted or lost). Defaults to both. Quote "on" in YAML:
    /// kubectl reads a bare on as a boolean.
    /// </summary>
    [OneOf(RetryOn.Failed, RetryOn.Disrupted)]
    public IReadOnlyList<string>? On { get; init; }

    /// <summary>Seconds to wait before the next attempt. Defaults to 10.</summary>
    [Minimum(0)]
    public int? BackoffSeconds { get; init; }
}

/// <summary>The values of <c>retry.on</c>.</summary>
public static class RetryOn
{
    public const string Failed = "Failed";
    public const string Disrupted = "Disrupted";
}
