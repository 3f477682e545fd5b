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

    /// <summary>The answer to a create was lost: there may be a pod that isn't on record yet.</summary>
    public bool IsUncertain { get; set; }

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
        {
            PodCount? counted = _pods.GetValueOrDefault(pod.Metadata.Uid)?.Counted;
            _pods[pod.Metadata.Uid] = new PodRecord(pod, change == ObjectChange.Deleted, counted);
        }
    }

    /// <summary>Records a pod from the answer to its creation, unless the watch was faster.</summary>
    public void Created(V1Pod pod)
    {
        (CreateNotBefore, _wait) = (null, s_firstWait);
        lock (_lock)
            _pods.TryAdd(pod.Metadata.Uid, new PodRecord(pod, Gone: false));
    }

    /// <summary>Records that the Job's status counts these pods.</summary>
    public void Counted(ImmutableDictionary<string, PodCount> counts)
    {
        lock (_lock)
        {
            foreach ((string uid, PodCount count) in counts)
                _pods[uid] = _pods[uid] with { Counted = count };
        }
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
    public int LostBefore(V1Job job)
    {
        lock (_lock)
        {
            if (_lostBefore is { } known)
                return known;
            var counting = new PodCounting(job.Spec);
            int here = _pods.Values.Count(p => counting.Of(p) != PodCount.Ignored);
            int counted = (job.Status?.Active ?? 0) + (job.Status?.Failed ?? 0) + (job.Status?.Succeeded ?? 0);
            // An old server's controller counts only the pods that it sees.
            _lostBefore = counting.Tracks ? Math.Max(0, counted - here) : 0;
            return _lostBefore.Value;
        }
    }
}
