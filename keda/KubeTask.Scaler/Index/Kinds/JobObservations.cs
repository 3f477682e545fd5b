using KubeTask.Core.Names;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// The Jobs of one Task by attempt. Nearly all Tasks have one Job, so the first one needs no object of its own. A mutable struct in its
/// owner's field.
/// </summary>
internal struct JobObservations
{
    private JobRecord _first;
    private List<JobRecord>? _others;

    /// <summary>The attempt that a Job's name stands for; null for a name that KubeTask doesn't give.</summary>
    public static int? AttemptOf(string task, string job)
    {
        const string First = "-job",
            Retry = "-job-";
        if (job.EndsWith(First, StringComparison.Ordinal))
            return ResourceNames.Job(task) == job ? 1 : null;
        int at = job.LastIndexOf(Retry, StringComparison.Ordinal);
        return
            at > 0
            && int.TryParse(
                job.AsSpan(at + Retry.Length),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out int attempt
            )
            && attempt is > 1 and <= JobRecord.MaxAttempt
            && ResourceNames.Job(task, attempt) == job
            ? attempt
            : null;
    }

    public readonly IEnumerable<JobRecord> All
    {
        get
        {
            IEnumerable<JobRecord> rest = _others ?? [];
            return _first.Attempt == 0 ? rest : rest.Prepend(_first);
        }
    }

    public readonly JobRecord? Find(int attempt)
    {
        if (_first.Attempt == attempt)
            return _first;
        foreach (JobRecord job in _others ?? [])
        {
            if (job.Attempt == attempt)
                return job;
        }

        return null;
    }

    public void Set(JobRecord job)
    {
        Remove(job.Attempt);
        if (_first.Attempt == 0)
            _first = job;
        else
            (_others ??= []).Add(job);
    }

    public bool Remove(int attempt)
    {
        if (_first.Attempt != attempt)
            return _others?.RemoveAll(j => j.Attempt == attempt) > 0;
        _first = default;
        if (_others is [.., var last])
        {
            _first = last;
            _others.RemoveAt(_others.Count - 1);
        }

        return true;
    }
}
