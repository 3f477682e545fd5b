using System.Runtime.InteropServices;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What the index keeps about one Job, in 32 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobRecord
{
    private const uint HasEnded = uint.MaxValue;

    /// <summary>When the lack of a pod becomes trouble, in seconds of Unix time; 0 if the Job has or had a pod.</summary>
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

    /// <summary>The trouble that the Job has no pod; null if it has or had one.</summary>
    public PodTrouble? Trouble =>
        _podDue is 0 or HasEnded ? null : new PodTrouble(TaskReason.PodNotCreated, DateTimeOffset.FromUnixTimeSeconds(_podDue));
}
