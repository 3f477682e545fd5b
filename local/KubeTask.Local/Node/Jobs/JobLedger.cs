using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Local.Node.Watching;

namespace KubeTask.Local.Node.Jobs;

/// <summary>Every pod that a Job has had. A pod that was deleted stays on record, so that it is neither forgotten nor run again.</summary>
internal sealed class JobLedger
{
    private readonly Dictionary<string, PodRecord> _pods = [];
    private readonly Lock _lock = new();
    private int? _lostBefore;

    /// <summary>Name of the pod that is being created. A repeat after a lost answer finds the pod by it.</summary>
    public string? PendingPodName { get; set; }

    public void Observe(ObjectChange change, V1Pod pod)
    {
        lock (_lock)
            _pods[pod.Metadata.Uid] = new PodRecord(pod, change == ObjectChange.Deleted);
    }

    /// <summary>Notes a pod from the answer to its creation, unless the watch was quicker.</summary>
    public void Created(V1Pod pod)
    {
        lock (_lock)
            _pods.TryAdd(pod.Metadata.Uid, new PodRecord(pod, Gone: false));
    }

    public ImmutableArray<PodRecord> Pods
    {
        get
        {
            lock (_lock)
                return [.. _pods.Values];
        }
    }

    /// <summary>Pods that the status counts and that were gone before this process first looked: they have failed.</summary>
    public int LostBefore(V1JobStatus? status)
    {
        lock (_lock)
        {
            return _lostBefore ??= Math.Max(
                0,
                (status?.Active ?? 0) + (status?.Failed ?? 0) + (status?.Succeeded ?? 0) - _pods.Count);
        }
    }
}
