using KubeTask.Scaler.Index.Store;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>The facts about a Task that matter only until it ends.</summary>
internal sealed class LiveTask
{
    public required AgentEntry Agent { get; set; }
    public TaskWaits? Waits { get; set; }
    public JobObservations Jobs;
    private ushort _endedAttempts;
    private int _deadlineSeconds;

    // Not a NameHash: the runtime gives each field of a struct's type eight bytes.
    private int _startedPod;

    public int EndedAttempts
    {
        get => _endedAttempts;
        set => _endedAttempts = (ushort)Math.Min(value, ushort.MaxValue);
    }

    public bool Running { get; set; }
    public bool Queued { get; set; }
    public bool StopReportDue { get; set; }

    /// <summary>Whether somebody's finalizer keeps the Task, which is being deleted.</summary>
    public bool Held { get; set; }

    /// <summary>The pod in which the agent of the current attempt started, as the status reports it.</summary>
    public NameHash StartedPod
    {
        get => new(_startedPod);
        set => _startedPod = value.Value;
    }

    /// <summary>How many seconds an attempt may take; null for no deadline.</summary>
    public long? DeadlineSeconds
    {
        // One more than the seconds, so that 0 means none.
        get => _deadlineSeconds == 0 ? null : _deadlineSeconds - 1;
        set => _deadlineSeconds = value is { } seconds ? (int)Math.Clamp(seconds, 0, int.MaxValue - 1) + 1 : 0;
    }

    /// <summary>Whether the Task counts as waiting for a slot as long as it has none.</summary>
    public bool Eligible { get; set; }
}
