using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>What the index keeps of one Task name.</summary>
internal sealed class TaskEntry(string ns, string name) : WorkEntry(ns, name)
{
    public override WorkKind Kind => WorkKind.Task;

    /// <summary>When the Task was made, and once it has ended when that was, in ticks of UTC.</summary>
    public long Ticks { get; set; }

    /// <summary>The CronTask that owns it, if one does.</summary>
    public CronTally? Cron { get; set; }

    /// <summary>What matters only until the Task has ended.</summary>
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

    /// <summary>Whether the Task is there and has ended.</summary>
    public bool Terminal => Present && Live is null;

    /// <summary>Whether it counts among the ended Tasks that its namespace retains.</summary>
    public bool Retained => Terminal && !Deleting;

    public long? TtlSeconds
    {
        // One more than the seconds, so that 0 means none.
        get => Number == 0 ? null : Number - 1;
        set => Number = value is { } seconds ? (int)Math.Clamp(seconds, 0, int.MaxValue - 1) + 1 : 0;
    }

    public override long Order => Ticks;

    public override bool RemembersDelivery => Live?.Waits is { WaitingSince: not null };
}

/// <summary>What matters of a Task only until it has ended.</summary>
internal sealed class LiveTask
{
    public required AgentEntry Agent { get; set; }
    public TaskWaits? Waits { get; set; }
    public JobSights Jobs;
    public int EndedAttempts { get; set; }
    public bool Running { get; set; }
    public bool Queued { get; set; }

    /// <summary>Whether the Task counts as waiting for a slot as long as it has none.</summary>
    public bool Eligible { get; set; }
}

/// <summary>What a Task waits for: few do at a time.</summary>
internal sealed record TaskWaits
{
    public DateTimeOffset? WaitingSince { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public string? TroubleReported { get; init; }

    /// <summary>Since when the Task is Running with no Job in sight.</summary>
    public DateTimeOffset? JobAbsentSince { get; init; }

    public static TaskWaits? Of(ObservedTask task, DateTimeOffset? jobAbsentSince) =>
        OrNull(
            new TaskWaits
            {
                WaitingSince = task.WaitingSince,
                NextAttemptAt = task.NextAttemptAt,
                TroubleReported = task.TroubleReported is { } told ? Interned.Of(told) : null,
                JobAbsentSince = jobAbsentSince,
            }
        );

    public static TaskWaits? With(TaskWaits? waits, DateTimeOffset? jobAbsentSince) =>
        OrNull((waits ?? new TaskWaits()) with { JobAbsentSince = jobAbsentSince });

    private static TaskWaits? OrNull(TaskWaits waits) =>
        waits is { WaitingSince: null, NextAttemptAt: null, TroubleReported: null, JobAbsentSince: null } ? null : waits;
}
