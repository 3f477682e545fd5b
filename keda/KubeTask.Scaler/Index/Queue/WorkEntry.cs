using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Queue;

/// <summary>
/// What the index keeps about one object that can have work. There are many entries, so each field counts: what only some of them need at
/// times is in an object of its own. Guarded by the index's lock.
/// </summary>
internal abstract class WorkEntry(string ns, string name)
{
    public string Namespace { get; } = ns;
    public string Name { get; } = name;

    private Flag _flags;

    /// <summary>A number with a meaning of its own for each kind. It is here because it fills a gap in the layout.</summary>
    private protected int Number;

    /// <summary>Work that is due, in flight or held back; null if there is none.</summary>
    public PendingWork? Pending { get; set; }

    public ObjectUid Uid { get; set; }
    public Revision Version { get; set; }

    /// <summary>When the entry must be evaluated again even if nothing changes, in ticks of UTC; 0 for never.</summary>
    public long WakeTicks { get; set; }

    /// <summary>The number of the last list that had the object.</summary>
    public ushort ListedIn { get; set; }

    /// <summary>Whether the object exists. The entry outlives the object while an event for it is in flight.</summary>
    public bool Present
    {
        get => Is(Flag.Present);
        set => Set(Flag.Present, value);
    }

    public bool Deleting
    {
        get => Is(Flag.Deleting);
        set => Set(Flag.Deleting, value);
    }

    public ObjectKey Key => new(Namespace, Name);

    public abstract WorkKind Kind { get; }

    /// <summary>The order within its rank: what was created first comes first.</summary>
    public virtual long Order => 0;

    /// <summary>Whether the time of the last delivery matters even though nothing is due.</summary>
    public virtual bool RemembersDelivery => false;

    /// <summary>Whether other entries refer to this one, so that it stays even though its object doesn't exist.</summary>
    public virtual bool Referred => false;

    protected bool Is(Flag flag) => (_flags & flag) != 0;

    protected void Set(Flag flag, bool value) => _flags = value ? _flags | flag : _flags & ~flag;

    /// <summary>Facts about an object, in two bytes.</summary>
    [Flags]
    protected enum Flag : ushort
    {
        None = 0,
        Present = 1,
        Deleting = 2,
        Failed = 4,
        StopRequested = 8,
        SpecChanged = 64,
        UsageDue = 128,
        StatusIsCurrent = 16,
        TriggerPending = 32,
        Kept = 256,
    }
}
