using System.Collections.Immutable;
using k8s.Models;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Jobs;

/// <summary>
/// The Jobs and their pods as last seen. A pod whose Job is gone is an orphan here: nobody counts it, so its finalizer must go.
/// </summary>
internal sealed class JobBook
{
    private readonly Dictionary<ObjectReference, V1Job> _jobs = [];
    private readonly Dictionary<string, JobLedger> _ledgers = [];
    private readonly Dictionary<ObjectReference, V1Pod> _orphans = [];
    private readonly Lock _lock = new();
    private bool _listed;

    /// <returns>What to look at now.</returns>
    public ImmutableArray<ObjectReference> Observe(ObjectChange change, V1Job job)
    {
        var key = new ObjectReference("Job", job.Metadata.NamespaceProperty, job.Metadata.Name);
        lock (_lock)
        {
            if (change != ObjectChange.Deleted)
            {
                _jobs[key] = job;
                return [key];
            }
            // A new Job of this name may have been seen already.
            if (_jobs.GetValueOrDefault(key)?.Metadata.Uid == job.Metadata.Uid)
                _jobs.Remove(key);
            return _ledgers.Remove(job.Metadata.Uid, out JobLedger? ledger) ? AddOrphans(ledger) : [];
        }
    }

    /// <returns>What to look at now.</returns>
    public ImmutableArray<ObjectReference> Observe(ObjectChange change, V1Pod pod)
    {
        if (pod.Metadata.OwnerReferences?.FirstOrDefault(o => o is { Controller: true, Kind: "Job" }) is not { } owner)
            return [];
        var job = new ObjectReference("Job", pod.Metadata.NamespaceProperty, owner.Name);
        lock (_lock)
        {
            if (!_listed || _jobs.GetValueOrDefault(job)?.Metadata.Uid == owner.Uid)
            {
                LedgerOf(owner.Uid).Observe(change, pod);
                return [job];
            }
            return AddOrphan(new PodRecord(pod, change == ObjectChange.Deleted)) is { } orphan ? [orphan] : [];
        }
    }

    /// <summary>All Jobs and pods that exist have been seen.</summary>
    /// <returns>What to look at now.</returns>
    public ImmutableArray<ObjectReference> Listed()
    {
        lock (_lock)
        {
            _listed = true;
            var known = _jobs.Values.Select(j => j.Metadata.Uid).ToHashSet();
            string[] gone = [.. _ledgers.Keys.Where(uid => !known.Contains(uid))];
            return [.. gone.SelectMany(uid => _ledgers.Remove(uid, out JobLedger? ledger) ? AddOrphans(ledger) : [])];
        }
    }

    public (V1Job Job, JobLedger Ledger)? Find(ObjectReference key)
    {
        lock (_lock)
            return _jobs.TryGetValue(key, out V1Job? job) ? (job, LedgerOf(job.Metadata.Uid)) : null;
    }

    public V1Pod? FindOrphan(ObjectReference key)
    {
        lock (_lock)
            return _orphans.GetValueOrDefault(key);
    }

    /// <summary>Keeps the answer to a write, unless the watch was faster.</summary>
    public void Written(ObjectReference key, V1Job before, V1Job after)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_jobs.GetValueOrDefault(key), before))
                _jobs[key] = after;
        }
    }

    private JobLedger LedgerOf(string uid)
    {
        if (!_ledgers.TryGetValue(uid, out JobLedger? ledger))
            _ledgers[uid] = ledger = new JobLedger();
        return ledger;
    }

    private ImmutableArray<ObjectReference> AddOrphans(JobLedger ledger) => [.. ledger.Pods.Select(AddOrphan).OfType<ObjectReference>()];

    private ObjectReference? AddOrphan(PodRecord record)
    {
        var key = new ObjectReference("Pod", record.Pod.Metadata.NamespaceProperty, record.Pod.Metadata.Name);
        if (record.IsHeld)
        {
            _orphans[key] = record.Pod;
            return key;
        }
        _orphans.Remove(key);
        return null;
    }
}
