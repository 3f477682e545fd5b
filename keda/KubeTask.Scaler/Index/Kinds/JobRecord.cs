using System.Runtime.InteropServices;
using KubeTask.Core.Jobs;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What the index keeps about one Job, in 32 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobRecord
{
    /// <summary>The highest number of an attempt. Retries and restarts are far fewer.</summary>
    public const int MaxAttempt = 0xfff;

    private const int EndedFlag = 0x8000;
    private const int NoPodFlag = 0x4000;
    private const int ReplacesPodsFlag = 0x2000;
    private const int LostBeforeStartFlag = 0x1000;

    /// <summary>The attempt, and the four flags above it.</summary>
    private readonly ushort _attemptAndFlags;

    /// <summary>When the Job was created, in seconds of Unix time.</summary>
    private readonly uint _created;

    public JobRecord(ObservedJob job, int attempt, ushort listedIn)
    {
        Uid = ObjectUid.Parse(job.Uid);
        Version = Revision.Parse(job.ResourceVersion);
        ListedIn = listedIn;
        _created = (uint)Math.Clamp(job.CreatedAt.ToUnixTimeSeconds(), 0, uint.MaxValue);
        _attemptAndFlags = (ushort)(
            attempt | (job.Ended ? EndedFlag : 0) | (job.HasNoPod ? NoPodFlag : 0) | (job.ReplacesPods ? ReplacesPodsFlag : 0)
        );
    }

    public ObjectUid Uid { get; }
    public Revision Version { get; }
    public ushort ListedIn { get; }
    public int Attempt => _attemptAndFlags & MaxAttempt;
    public bool Ended => (_attemptAndFlags & EndedFlag) != 0;

    /// <summary>Whether its controller may create another pod while the former one still ends.</summary>
    public bool ReplacesPods => (_attemptAndFlags & ReplacesPodsFlag) != 0;

    /// <summary>Whether its only pod was lost before the agent started.</summary>
    public bool LostBeforeStart
    {
        get => (_attemptAndFlags & LostBeforeStartFlag) != 0;
        init => _attemptAndFlags = (ushort)(value ? _attemptAndFlags | LostBeforeStartFlag : _attemptAndFlags & ~LostBeforeStartFlag);
    }

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeSeconds(_created);

    /// <summary>The trouble that the Job has no pod; null if it has or had one.</summary>
    public PodTrouble? Trouble => (_attemptAndFlags & NoPodFlag) != 0 && !Ended ? PodRefusal.Of(CreatedAt) : null;
}
