using KubeTask.Core;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Queue;

/// <summary>
/// What the index keeps of one object that there can be work for. There are many, so each field counts: what only some of them need at times is in an object of its own.
/// Guarded by the index's lock.
/// </summary>
internal abstract class WorkEntry(string ns, string name)
{
    public string Namespace { get; } = ns;
    public string Name { get; } = name;

    private Flag _flags;

    /// <summary>A number of the kind's own; here, because it fills a gap.</summary>
    private protected int Number;

    /// <summary>Work that is due, out, or held back; null where there is nothing of it.</summary>
    public PendingWork? Pending { get; set; }

    public ObjectUid Uid { get; set; }
    public Revision Version { get; set; }

    /// <summary>When the entry must be looked at again though nothing happens, in ticks of UTC; 0 for never.</summary>
    public long WakeTicks { get; set; }

    /// <summary>The last list that the object was on.</summary>
    public ushort ListedIn { get; set; }

    /// <summary>Whether the object is there. An entry outlives it while an event for it is out.</summary>
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

    /// <summary>The place among its like: what was made first goes first.</summary>
    public virtual long Order => 0;

    /// <summary>Whether what was delivered last matters although nothing is due.</summary>
    public virtual bool RemembersDelivery => false;

    /// <summary>Whether other objects' entries refer to this one, so that it stays though its object isn't there.</summary>
    public virtual bool Referred => false;

    protected bool Is(Flag flag) => (_flags & flag) != 0;

    protected void Set(Flag flag, bool value) => _flags = value ? _flags | flag : _flags & ~flag;

    /// <summary>What is true of an object, in one byte.</summary>
    [Flags]
    protected enum Flag : byte
    {
        None = 0,
        Present = 1,
        Deleting = 2,
        Failed = 4,
        StopRequested = 8,
        SpecChanged = 64,
        StatusIsCurrent = 16,
        TriggerPending = 32,
    }
}
