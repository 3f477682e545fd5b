namespace KubeTask.Scaler.Index.Queue;

/// <summary>Where the work of one entry is: due, out, held back. Guarded by the index's lock.</summary>
internal sealed class PendingWork
{
    /// <summary>The work that is due now, if any, and since when.</summary>
    public WorkType Due { get; set; }
    public DateTimeOffset DueSince { get; set; }

    /// <summary>What the counter counts the entry as.</summary>
    public WorkType Counted { get; set; }

    public WorkType InFlight { get; set; }
    public bool ChangedInFlight { get; set; }

    /// <summary>No delivery of <see cref="HoldType"/> before this.</summary>
    public DateTimeOffset Hold { get; set; }
    public WorkType HoldType { get; set; }

    public DateTimeOffset? LastDelivered { get; set; }

    /// <summary>What the work looks like, and looked like when it was last taken: other looks are progress, so the wait begins anew.</summary>
    public int Look { get; set; }
    public int TakenLook { get; set; }

    /// <summary>Deliveries in a row that left the work as it was, and failures in a row.</summary>
    public int Repeats { get; set; }
    public int Failures { get; set; }

    /// <summary>Which place in the ready queue is the entry's valid one; 0 for none.</summary>
    public long Ticket { get; set; }

    /// <summary>Whether it is counted as one of the backlog at that place.</summary>
    public bool IsBacklog { get; set; }

    /// <summary>Whether a function has taken the work since it became due, though it isn't done.</summary>
    public bool WasDelivered => LastDelivered >= DueSince;

    /// <summary>Another object under the same name: nothing of the former one's counts.</summary>
    public void Renew()
    {
        LastDelivered = null;
        StartAnew();
    }

    /// <summary>Other work than before: how often the former was delivered doesn't count.</summary>
    public void StartAnew()
    {
        HoldType = WorkType.None;
        Repeats = 0;
        Failures = 0;
    }
}
