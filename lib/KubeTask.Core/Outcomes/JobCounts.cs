namespace KubeTask.Core.Outcomes;

/// <summary>The counts of a Job from which its end can be told before a condition says so; null where the object doesn't have them.</summary>
public readonly record struct JobCounts(long? Completions, long? BackoffLimit, long? Succeeded, long? Failed)
{
    /// <summary>Kubernetes' defaults, which an API server writes out.</summary>
    private const long DefaultCompletions = 1;
    private const long DefaultBackoffLimit = 6;

    /// <summary>As many pods have succeeded as the Job wants.</summary>
    public bool SaySucceeded => (Succeeded ?? 0) >= (Completions ?? DefaultCompletions);

    /// <summary>More pods have failed than the Job allows.</summary>
    public bool SayFailed => (Failed ?? 0) > (BackoffLimit ?? DefaultBackoffLimit);
}
