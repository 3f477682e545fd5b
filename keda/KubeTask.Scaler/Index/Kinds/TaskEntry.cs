using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What the index keeps about one Task name.</summary>
internal sealed class TaskEntry(string ns, string name) : WorkEntry(ns, name)
{
    public override WorkKind Kind => WorkKind.Task;

    /// <summary>When the Task was created or, once it has ended, when it ended, in ticks of UTC.</summary>
    public long Ticks { get; set; }

    /// <summary>The CronTask that owns it, if one does.</summary>
    public CronTally? Cron { get; set; }

    /// <summary>The facts that matter only until the Task ends.</summary>
    public LiveTask? Live { get; set; }

    public bool Failed
    {
        get => Is(Flag.Failed);
        set => Set(Flag.Failed, value);
    }

    public bool StopRequested
    {
        get => Is(Flag.StopRequested);
        set => Set(Flag.StopRequested, value);
    }

    public bool SpecChanged
    {
        get => Is(Flag.SpecChanged);
        set => Set(Flag.SpecChanged, value);
    }

    /// <summary>Whether the Task has ended and its usage isn't counted yet.</summary>
    public bool UsageDue
    {
        get => Is(Flag.UsageDue);
        set => Set(Flag.UsageDue, value);
    }

    /// <summary>Whether its user keeps it after its end.</summary>
    public bool Kept
    {
        get => Is(Flag.Kept);
        set => Set(Flag.Kept, value);
    }

    /// <summary>Whether the Task exists and has ended.</summary>
    public bool Terminal => Present && Live is null;

    /// <summary>Whether it counts among the ended Tasks that its namespace retains.</summary>
    public bool Retained => Terminal && !Deleting && !Kept;

    public long? TtlSeconds
    {
        // One more than the seconds, so that 0 means none.
        get => Number == 0 ? null : Number - 1;
        set => Number = value is { } seconds ? (int)Math.Clamp(seconds, 0, int.MaxValue - 1) + 1 : 0;
    }

    /// <summary>
    /// What only reports that an agent runs, or why it doesn't, comes after all starts and stops: agents wait for those, and people read
    /// these.
    /// </summary>
    public override long Order => Live is { Running: true } && !StopRequested ? Ticks + Reports : Ticks;

    private const long Reports = 1000 * 365 * TimeSpan.TicksPerDay;

    public override bool RemembersDelivery => Live?.Waits is { WaitingSince: not null };
}
