using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>What the index keeps of one CronTask name.</summary>
internal sealed class CronEntry(string ns, string name) : WorkEntry(ns, name)
{
    public override WorkKind Kind => WorkKind.CronTask;

    /// <summary>The next due time in ticks of UTC; 0 for none.</summary>
    public long NextTicks { get; set; }

    public int ActiveReported
    {
        get => Number;
        set => Number = value;
    }

    public int SuccessfulLimit { get; set; }
    public int FailedLimit { get; set; }

    public bool StatusIsCurrent
    {
        get => Is(Flag.StatusIsCurrent);
        set => Set(Flag.StatusIsCurrent, value);
    }

    public bool TriggerPending
    {
        get => Is(Flag.TriggerPending);
        set => Set(Flag.TriggerPending, value);
    }

    /// <summary>The Tasks of it; null while there are none.</summary>
    public CronTally? Tally { get; set; }
}

/// <summary>How many Tasks a CronTask of a uid owns.</summary>
internal sealed class CronTally(string ns, string name, ObjectUid uid)
{
    public string Namespace { get; } = ns;
    public string Name { get; } = name;
    public ObjectUid Uid { get; } = uid;

    /// <summary>Tasks that haven't ended.</summary>
    public int Active { get; set; }

    /// <summary>Tasks that have ended and aren't being deleted.</summary>
    public int Completed { get; set; }
    public int Failed { get; set; }

    /// <summary>All that are there, those being deleted included.</summary>
    public int Tasks { get; set; }
}
