namespace KubeTask.Core.Outcomes;

/// <summary>The counts of a Job that show its end before a condition does. A count is null if the object doesn't have it.</summary>
public readonly record struct JobCounts(long? Completions, long? BackoffLimit, long? Succeeded, long? Failed)
{
    /// <summary>Kubernetes' defaults, which an API server always writes.</summary>
    private const long DefaultCompletions = 1;
    private const long DefaultBackoffLimit = 6;

    /// <summary>Whether as many pods have succeeded as the Job requires.</summary>
    public bool SaySucceeded => (Succeeded ?? 0) >= (Completions ?? DefaultCompletions);

    /// <summary>Whether more pods have failed than the Job allows.</summary>
    public bool SayFailed => (Failed ?? 0) > (BackoffLimit ?? DefaultBackoffLimit);
}
