namespace KubeTask.Scaler.Index.Queue;

/// <summary>The state of one entry's work: due, in flight, held back. Guarded by the index's lock.</summary>
internal sealed class PendingWork
{
    /// <summary>The work that is due now, if any, and since when.</summary>
    public WorkType Due { get; set; }
    public DateTimeOffset DueSince { get; set; }

    /// <summary>The type that the entry is counted as.</summary>
    public WorkType Counted { get; set; }

    public WorkType InFlight { get; set; }
    public bool ChangedInFlight { get; set; }

    /// <summary>Work of <see cref="HoldType"/> isn't delivered before this.</summary>
    public DateTimeOffset Hold { get; set; }
    public WorkType HoldType { get; set; }

    public DateTimeOffset? LastDelivered { get; set; }

    /// <summary>
    /// A hash of the facts behind the work, now and when the work was last taken. Another hash means progress, so the backoff starts over.
    /// </summary>
    public int Look { get; set; }
    public int TakenLook { get; set; }

    /// <summary>How many deliveries in a row left the work as it was, and how many failed in a row.</summary>
    public int Repeats { get; set; }
    public int Failures { get; set; }

    /// <summary>The ticket of the entry's valid position in the ready queue; 0 for none.</summary>
    public long Ticket { get; set; }

    /// <summary>Whether the entry counts as part of the backlog at that position.</summary>
    public bool IsBacklog { get; set; }

    /// <summary>Whether a function has accepted the work since it became due.</summary>
    public bool WasDelivered => LastDelivered >= DueSince;

    /// <summary>Another object has the name now: the history of the former one no longer counts.</summary>
    public void Renew()
    {
        LastDelivered = null;
        StartAnew();
    }

    /// <summary>The work is another than before: how often the former was delivered no longer counts.</summary>
    public void StartAnew()
    {
        HoldType = WorkType.None;
        Repeats = 0;
        Failures = 0;
    }
}
