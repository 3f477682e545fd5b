using System.Collections.Immutable;
using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>What has to be done for a Job now.</summary>
internal sealed record JobDecision
{
    public bool CreatePod { get; init; }

    public ImmutableArray<V1Pod> DeletePods { get; init; } = [];

    /// <summary>The status as it should be; null to leave it.</summary>
    public V1JobStatus? Status { get; init; }

    public ImmutableArray<JobEvent> Events { get; init; } = [];

    /// <summary>The pods that the status counts, by uid.</summary>
    public ImmutableDictionary<string, PodCount> Counts { get; init; } = ImmutableDictionary<string, PodCount>.Empty;

    /// <summary>Pods that lose the finalizer once the status is written.</summary>
    public ImmutableArray<V1Pod> ReleasePods { get; init; } = [];

    /// <summary>The Job's TTL after its end has passed.</summary>
    public bool DeleteJob { get; init; }

    /// <summary>When to decide again even if nothing changes.</summary>
    public TimeSpan? LookAgainAfter { get; init; }
}
