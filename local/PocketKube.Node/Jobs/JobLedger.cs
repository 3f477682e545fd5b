using System.Collections.Immutable;
using k8s.Models;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Jobs;

/// <summary>Every pod that a Job has had. A pod that was deleted stays on record, so that it is neither forgotten nor run again.</summary>
internal sealed class JobLedger
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, PodRecord> _pods = [];
    private readonly Lock _lock = new();
    private int? _lostBefore;
    private TimeSpan _wait = s_firstWait;

    /// <summary>Name of the pod that is being created. A repeat after a lost answer finds the pod by it.</summary>
    public string? PendingPodName { get; set; }

    /// <summary>Do not retry before this time, because the API server refused the pod. Null if it didn't.</summary>
    public DateTime? CreateNotBefore { get; private set; }

    /// <summary>Records that the API server refused the pod. Each refusal doubles the wait for the next try.</summary>
    public void Refused(DateTime now)
    {
        CreateNotBefore = now + _wait;
        _wait = _wait * 2 < s_longestWait ? _wait * 2 : s_longestWait;
    }

    public void Observe(ObjectChange change, V1Pod pod)
    {
        lock (_lock)
            _pods[pod.Metadata.Uid] = new PodRecord(pod, change == ObjectChange.Deleted);
    }

    /// <summary>Records a pod from the answer to its creation, unless the watch was faster.</summary>
    public void Created(V1Pod pod)
    {
        (CreateNotBefore, _wait) = (null, s_firstWait);
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

    /// <summary>Pods that the status counts but that were gone before this process started: they have failed.</summary>
    public int LostBefore(V1JobStatus? status)
    {
        lock (_lock)
        {
            return _lostBefore ??= Math.Max(0, (status?.Active ?? 0) + (status?.Failed ?? 0) + (status?.Succeeded ?? 0) - _pods.Count);
        }
    }
}
