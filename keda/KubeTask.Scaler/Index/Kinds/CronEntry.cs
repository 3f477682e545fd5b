using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What the index keeps about one CronTask name.</summary>
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

    /// <summary>The CronTask as the watch last showed it; null if it isn't kept.</summary>
    public byte[]? Json { get; set; }

    /// <summary>The counts of its Tasks; null while it has none.</summary>
    public CronTally? Tally { get; set; }
}
