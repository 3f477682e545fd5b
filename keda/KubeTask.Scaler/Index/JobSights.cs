using System.Runtime.InteropServices;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>What is kept of one Job, in 32 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobRecord
{
    private const uint HasEnded = uint.MaxValue;

    /// <summary>From when on the lack of a pod is trouble, in seconds of Unix time; 0 where it has, or had, one.</summary>
    private readonly uint _podDue;

    private readonly ushort _attempt;

    public JobRecord(ObservedJob job, int attempt, ushort listedIn)
    {
        Uid = ObjectUid.Parse(job.Uid);
        Version = Revision.Parse(job.ResourceVersion);
        _attempt = (ushort)attempt;
        ListedIn = listedIn;
        _podDue =
            job.Ended ? HasEnded
            : job.Trouble is { } trouble ? (uint)Math.Clamp(trouble.At.AddMilliseconds(999).ToUnixTimeSeconds(), 1, HasEnded - 1)
            : 0;
    }

    public ObjectUid Uid { get; }
    public Revision Version { get; }
    public ushort ListedIn { get; }
    public int Attempt => _attempt;
    public bool Ended => _podDue == HasEnded;

    /// <summary>That it has no pod; null where it has, or had, one.</summary>
    public PodTrouble? Trouble =>
        _podDue is 0 or HasEnded ? null : new PodTrouble(TaskReason.PodNotCreated, DateTimeOffset.FromUnixTimeSeconds(_podDue));
}

/// <summary>The Jobs of one Task by the number of the attempt. Nearly all Tasks have one, so that one has no object of its own. A mutable struct in its owner's field.</summary>
internal struct JobSights
{
    private JobRecord _first;
    private List<JobRecord>? _others;

    /// <summary>The number of the attempt that a Job is by its name; null for a name that we don't give.</summary>
    public static int? AttemptOf(string task, string job)
    {
        const string First = "-job",
            Later = "-job-";
        if (job.EndsWith(First, StringComparison.Ordinal))
            return ResourceNames.Job(task) == job ? 1 : null;
        int at = job.LastIndexOf(Later, StringComparison.Ordinal);
        return
            at > 0
            && int.TryParse(
                job.AsSpan(at + Later.Length),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out int attempt
            )
            && attempt is > 1 and <= ushort.MaxValue
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
