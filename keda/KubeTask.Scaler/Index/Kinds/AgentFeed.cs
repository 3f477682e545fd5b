using KubeTask.Core;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>Agents: who holds a slot, who waits for one.</summary>
internal sealed class AgentFeed(IndexState state) : Feed<ObservedAgent, AgentEntry>(state, state.Agents)
{
    /// <summary>The Agents whose ledger names a Task, by the Task's key.</summary>
    private readonly Dictionary<ObjectKey, List<AgentEntry>> _holders = [];

    public override void Evaluate(AgentEntry entry, DateTimeOffset now)
    {
        bool decides = State.CanDecide(entry);
        AgentFacts facts = decides ? FactsOf(entry) : default;
        State.Queue.Settle(entry, decides ? AgentWork.Next(facts, now) : null, LookOf(entry, facts), TimeSpan.Zero, now);
        State.Agents.Release(entry);
    }

    /// <summary>A Task has changed: evaluates the Agents that it named and names, and those whose ledger it is in.</summary>
    public void Reconsider(TaskEntry task, AgentEntry? former, AgentEntry? current, DateTimeOffset now)
    {
        if (former is not null)
            Evaluate(former, now);
        if (current is not null && current != former)
            Evaluate(current, now);
        if (!_holders.TryGetValue(task.Key, out List<AgentEntry>? holders))
            return;
        foreach (AgentEntry agent in holders.Where(a => a != former && a != current).ToList())
            Evaluate(agent, now);
    }

    /// <summary>
    /// A pod of a Task that is gone, or has ended, has changed. The slot of such a Task is free when its pods have ended, so the Agents
    /// whose ledger it is in are looked at again without waiting for the end of a backoff.
    /// </summary>
    public void PodChanged(ObjectKey task, DateTimeOffset now)
    {
        if (!_holders.TryGetValue(task, out List<AgentEntry>? holders))
            return;
        foreach (AgentEntry agent in holders.ToList())
        {
            agent.PodChanges++;
            Evaluate(agent, now);
        }
    }

    protected override void Change(AgentEntry entry, ObservedAgent? current, DateTimeOffset now)
    {
        bool wasLimited = entry.Limited;
        IReadOnlyDictionary<ObjectUid, ObservedSlot> formerSlots = entry.Slots;
        if (current is null)
        {
            State.Agents.Vanish(entry);
            entry.Slots = new Dictionary<ObjectUid, ObservedSlot>();
            entry.Pending?.Renew();
        }
        else
        {
            if (State.Agents.Identify(entry, current))
                entry.Pending?.Renew();
            entry.Deleting = current.Deleting;
            entry.MaxConcurrentTasks = current.MaxConcurrentTasks;
            entry.Quota = current.Quota;
            entry.StatusIsCurrent = current.StatusIsCurrent;
            entry.HasLedger = current.HasLedger;
            entry.QueuedReported = current.QueuedReported;
            entry.Starts = current.Starts;
            entry.Slots = SlotsOf(current);
        }

        UpdateHolders(entry, formerSlots);
        State.Queue.Disturb(entry, now);
        ReconsiderQueued(entry, wasLimited, formerSlots, now);
        Evaluate(entry, now);
    }

    private static int LookOf(AgentEntry entry, in AgentFacts facts) =>
        HashCode.Combine(
            facts.Observed,
            facts.Slots,
            facts.SlotsToFree,
            facts.Waiting,
            facts.QueuedReported,
            facts.Starts?.Count,
            entry.PodChanges
        );

    private AgentFacts FactsOf(AgentEntry agent)
    {
        int toFree = 0,
            waitingWithSlot = 0;
        foreach ((ObjectUid uid, ObservedSlot slot) in agent.Slots)
        {
            TaskEntry? holder = State.Tasks.Find(new ObjectKey(agent.Namespace, slot.Task.Name));
            if (holder is not { Present: true } || holder.Uid != uid || holder.Live is not { } holding || !agent.HasSlotFor(uid, holding))
            {
                toFree++;
            }
            else if (holding.Eligible && holding.Agent == agent)
            {
                waitingWithSlot++;
            }
        }

        return new AgentFacts
        {
            Deleting = agent.Deleting,
            MaxConcurrentTasks = agent.MaxConcurrentTasks,
            Quota = agent.Quota,
            Observed = agent.StatusIsCurrent,
            HasLedger = agent.HasLedger,
            Slots = agent.Slots.Count,
            SlotsToFree = toFree,
            Waiting = agent.Eligible - waitingWithSlot,
            QueuedReported = agent.QueuedReported,
            Starts = agent.Starts,
        };
    }

    private static Dictionary<ObjectUid, ObservedSlot> SlotsOf(ObservedAgent observed)
    {
        var slots = new Dictionary<ObjectUid, ObservedSlot>(observed.Slots.Count);
        foreach (ObservedSlot slot in observed.Slots)
            slots[ObjectUid.Parse(slot.Task.Uid)] = slot;
        return slots;
    }

    private void UpdateHolders(AgentEntry agent, IReadOnlyDictionary<ObjectUid, ObservedSlot> former)
    {
        foreach (ObservedSlot slot in former.Values)
        {
            var key = new ObjectKey(agent.Namespace, slot.Task.Name);
            if (_holders.TryGetValue(key, out List<AgentEntry>? agents) && agents.Remove(agent) && agents.Count == 0)
                _holders.Remove(key);
        }

        foreach (ObservedSlot slot in agent.Slots.Values)
        {
            var key = new ObjectKey(agent.Namespace, slot.Task.Name);
            if (!_holders.TryGetValue(key, out List<AgentEntry>? agents))
                _holders[key] = agents = new List<AgentEntry>(1);
            agents.Add(agent);
        }
    }

    /// <summary>Evaluates only the waiting Tasks that got or lost a slot: a thousand Tasks may wait while one slot is granted.</summary>
    private void ReconsiderQueued(
        AgentEntry agent,
        bool wasLimited,
        IReadOnlyDictionary<ObjectUid, ObservedSlot> former,
        DateTimeOffset now
    )
    {
        if (agent.Tasks == 0)
            return;
        if (wasLimited != agent.Limited)
        {
            foreach (TaskEntry entry in State.Tasks.Where(t => t.Live is { Queued: true } live && live.Agent == agent).ToList())
                State.Evaluate(entry, now);
            return;
        }

        foreach (
            (ObjectUid uid, ObservedSlot slot) in former
                .Where(s => !agent.Slots.TryGetValue(s.Key, out ObservedSlot? current) || current != s.Value)
                .Concat(agent.Slots.Where(s => !former.ContainsKey(s.Key)))
        )
        {
            if (State.Tasks.Find(new ObjectKey(agent.Namespace, slot.Task.Name)) is { Live.Queued: true } entry && entry.Uid == uid)
                State.Evaluate(entry, now);
        }
    }
}
