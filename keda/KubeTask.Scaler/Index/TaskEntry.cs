using KubeTask.Core;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>What the index knows of one Task name. Guarded by the index's lock.</summary>
internal sealed class TaskEntry(ObjectKey key)
{
    public ObjectKey Key { get; } = key;

    /// <summary>The Task; null when it is gone while an event for it is still out.</summary>
    public ObservedTask? Task { get; set; }

    /// <summary>Since when the Task is Running with no Job in sight.</summary>
    public DateTimeOffset? AbsentSince { get; set; }

    public DateTimeOffset? LastDelivered { get; set; }

    /// <summary>The work that is due now, if any, and since when.</summary>
    public string? Due { get; set; }
    public DateTimeOffset DueSince { get; set; }

    /// <summary>What the counter counts the entry as.</summary>
    public string? Counted { get; set; }

    public string? InFlight { get; set; }
    public bool ChangedInFlight { get; set; }

    /// <summary>No delivery of <see cref="HoldType"/> before this.</summary>
    public DateTimeOffset Hold { get; set; }
    public string? HoldType { get; set; }

    /// <summary>Deliveries in a row that left the work as it was, and failures in a row.</summary>
    public int Repeats { get; set; }
    public int Failures { get; set; }

    /// <summary>When the entry must be looked at again though nothing happens.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    /// <summary>Which place in the ready queue is the entry's valid one; 0 for none.</summary>
    public long Ticket { get; set; }

    public TaskFacts FactsWith(JobSight job, DateTimeOffset? deleteAt, DateTimeOffset now)
    {
        ObservedTask task = Task!;
        if (!task.Running || job != JobSight.Absent)
            AbsentSince = null;
        else
            AbsentSince ??= now;
        return new TaskFacts
        {
            Terminal = task.Terminal,
            Running = task.Running,
            Deleting = task.Deleting,
            StopRequested = task.StopRequested,
            DeleteAt = deleteAt,
            Job = job,
            JobAbsentSince = AbsentSince ?? now,
            WaitingSince = task.WaitingSince,
            LastDelivered = LastDelivered,
        };
    }

    /// <summary>Another Task under the same name: nothing of the former one's counts.</summary>
    public void Renew()
    {
        AbsentSince = null;
        LastDelivered = null;
        StartAnew();
    }

    /// <summary>Other work than before: how often the former was delivered doesn't count.</summary>
    public void StartAnew()
    {
        HoldType = null;
        Repeats = 0;
        Failures = 0;
    }
}
