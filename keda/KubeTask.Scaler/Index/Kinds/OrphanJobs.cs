using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// Jobs whose Task hasn't been observed, by the Task's uid: the watch of Jobs was faster, or the Task is gone and its Jobs will be deleted
/// too. Guarded by the index's lock.
/// </summary>
internal sealed class OrphanJobs
{
    private readonly Dictionary<ObjectUid, List<JobRecord>> _byOwner = [];

    public int Count => _byOwner.Values.Sum(j => j.Count);

    public JobRecord? Find(ObjectUid owner, int attempt) =>
        _byOwner.TryGetValue(owner, out List<JobRecord>? jobs) && jobs.FindIndex(j => j.Attempt == attempt) is >= 0 and var at
            ? jobs[at]
            : null;

    public void Set(ObjectUid owner, JobRecord job)
    {
        Remove(owner, job.Attempt);
        if (!_byOwner.TryGetValue(owner, out List<JobRecord>? jobs))
            _byOwner[owner] = jobs = new List<JobRecord>(1);
        jobs.Add(job);
    }

    public void Remove(ObjectUid owner, int attempt)
    {
        if (!_byOwner.TryGetValue(owner, out List<JobRecord>? jobs))
            return;
        jobs.RemoveAll(j => j.Attempt == attempt);
        if (jobs.Count == 0)
            _byOwner.Remove(owner);
    }

    /// <summary>Removes and returns the Jobs of a Task that is now observed.</summary>
    public IReadOnlyList<JobRecord> Adopt(ObjectUid owner) => _byOwner.Remove(owner, out List<JobRecord>? jobs) ? jobs : [];

    public void KeepOnly(ushort list)
    {
        foreach ((ObjectUid owner, List<JobRecord> jobs) in _byOwner.ToList())
        {
            jobs.RemoveAll(j => j.ListedIn != list);
            if (jobs.Count == 0)
                _byOwner.Remove(owner);
        }
    }
}
