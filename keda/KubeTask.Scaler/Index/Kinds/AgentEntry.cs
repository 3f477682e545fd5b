using KubeTask.Core.Api;
using KubeTask.Core.Slots;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>What the index keeps about one Agent name. Tasks may name an Agent that doesn't exist.</summary>
internal sealed class AgentEntry(string ns, string name) : WorkEntry(ns, name)
{
    public override WorkKind Kind => WorkKind.Agent;

    /// <summary>Counts changes of pods whose Tasks no longer need their slots: a slot is free when they have ended.</summary>
    public int PodChanges { get; set; }

    public int? MaxConcurrentTasks { get; set; }
    public AgentQuota? Quota { get; set; }
    public bool StatusIsCurrent { get; set; }
    public bool HasLedger { get; set; }
    public int QueuedReported { get; set; }
    public IReadOnlyList<DateTime> Starts { get; set; } = [];

    /// <summary>The ledger: the slots that Tasks hold, by the Task's uid.</summary>
    public IReadOnlyDictionary<ObjectUid, ObservedSlot> Slots { get; set; } = new Dictionary<ObjectUid, ObservedSlot>();

    /// <summary>Whether a Task that hasn't ended has a slot for its current attempt.</summary>
    public bool HasSlotFor(ObjectUid uid, LiveTask live) =>
        Slots.TryGetValue(uid, out ObservedSlot? slot)
        && SlotUse.IsInUse(slot.Attempt, slot.Since, live.EndedAttempts + 1, live.Waits?.WaitingSince);

    /// <summary>How many Tasks that haven't ended name this Agent.</summary>
    public int Tasks { get; set; }

    /// <summary>How many of these are Queued and are neither being deleted nor asked to stop.</summary>
    public int Eligible { get; set; }

    public bool Limited => Present && this is not { MaxConcurrentTasks: null or 0, Quota: null };

    public override bool Referred => Tasks > 0;
}
