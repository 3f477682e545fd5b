using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Tasks;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>What is kept of one Job.</summary>
/// <param name="PodDue">From when on the lack of a pod is trouble, in ticks of UTC; 0 where it has, or had, one.</param>
internal readonly record struct JobRecord(ObjectUid Uid, Revision Version, int Attempt, ushort ListedIn, bool Ended, long PodDue)
{
    public PodTrouble? Trouble => PodDue == 0 ? null : new PodTrouble(TaskReason.PodNotCreated, new DateTimeOffset(PodDue, TimeSpan.Zero));
}

/// <summary>The Jobs of one Task by the number of the attempt. Nearly all Tasks have one, so that one has no object of its own. A mutable struct in its owner's field.</summary>
internal struct JobSights
{
    private JobRecord first;
    private List<JobRecord>? others;

    /// <summary>The number of the attempt that a Job is by its name; null for a name that we don't give.</summary>
    public static int? AttemptOf(string task, string job)
    {
        const string First = "-job", Later = "-job-";
        if (job.EndsWith(First, StringComparison.Ordinal))
            return ResourceNames.Job(task) == job ? 1 : null;
        int at = job.LastIndexOf(Later, StringComparison.Ordinal);
        return at > 0
            && int.TryParse(job.AsSpan(at + Later.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int attempt)
            && attempt > 1
            && ResourceNames.Job(task, attempt) == job ? attempt : null;
    }

    public readonly IEnumerable<JobRecord> All
    {
        get
        {
            IEnumerable<JobRecord> rest = others ?? [];
            return first.Attempt == 0 ? rest : rest.Prepend(first);
        }
    }

    public readonly JobRecord? Find(int attempt)
    {
        if (first.Attempt == attempt)
            return first;
        foreach (JobRecord job in others ?? [])
        {
            if (job.Attempt == attempt)
                return job;
        }

        return null;
    }

    public void Set(JobRecord job)
    {
        Remove(job.Attempt);
        if (first.Attempt == 0)
            first = job;
        else
            (others ??= []).Add(job);
    }

    public bool Remove(int attempt)
    {
        if (first.Attempt != attempt)
            return others?.RemoveAll(j => j.Attempt == attempt) > 0;
        first = default;
        if (others is [.., var last])
        {
            first = last;
            others.RemoveAt(others.Count - 1);
        }

        return true;
    }
}
