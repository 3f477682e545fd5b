using KubeTask.Core.Api;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>What the index keeps of one Agent name. There may be no Agent of it, and Tasks that name it all the same.</summary>
internal sealed class AgentEntry(string ns, string name) : WorkEntry(ns, name)
{
    public override WorkKind Kind => WorkKind.Agent;

    public int? MaxConcurrentTasks { get; set; }
    public AgentQuota? Quota { get; set; }
    public bool StatusIsCurrent { get; set; }
    public int QueuedReported { get; set; }
    public IReadOnlyList<DateTime> Starts { get; set; } = [];

    /// <summary>The ledger: who holds a slot, by uid, and what the Task is called.</summary>
    public IReadOnlyDictionary<ObjectUid, string> Slots { get; set; } = new Dictionary<ObjectUid, string>();

    /// <summary>Tasks that haven't ended and name this Agent.</summary>
    public int Tasks { get; set; }

    /// <summary>Of those, the Queued ones that are neither being deleted nor asked to stop.</summary>
    public int Eligible { get; set; }

    public bool Limited => Present && this is not { MaxConcurrentTasks: null or 0, Quota: null };

    public override bool Referred => Tasks > 0;
}
