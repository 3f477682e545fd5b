namespace KubeTask.Core.Outcomes;

/// <summary>The counts of a Job that show its end before a condition does. A count is null if the object doesn't have it.</summary>
/// <param name="Completions">How many pods must succeed.</param>
/// <param name="BackoffLimit">How many pods may fail.</param>
/// <param name="Active">How many pods may still run.</param>
/// <param name="Succeeded">How many pods have succeeded.</param>
/// <param name="Failed">How many pods have failed.</param>
public readonly record struct JobCounts(long? Completions, long? BackoffLimit, long? Active, long? Succeeded, long? Failed)
{
    /// <summary>Kubernetes' defaults, which an API server always writes.</summary>
    private const long DefaultCompletions = 1;
    private const long DefaultBackoffLimit = 6;

    /// <summary>Whether as many pods have succeeded as the Job requires.</summary>
    public bool SaySucceeded => (Succeeded ?? 0) >= (Completions ?? DefaultCompletions);

    /// <summary>
    /// Whether more pods have failed than the Job allows. While a pod is active, an old Job controller may take the count back: it counts
    /// only the pods that exist, and one that was deleted has failed for a moment.
    /// </summary>
    public bool SayFailed => (Active ?? 0) == 0 && (Failed ?? 0) > (BackoffLimit ?? DefaultBackoffLimit);
}
