using KubeTask.Core;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>Agents: who holds a slot, who waits for one.</summary>
public sealed partial class WorkIndex : IObservedSink<ObservedAgent>
{
    private readonly EntryTable<AgentEntry> _agents = new((ns, name) => new AgentEntry(ns, name));

    /// <summary>The Agents in whose ledger a Task name is.</summary>
    private readonly Dictionary<ObjectKey, List<AgentEntry>> _holders = [];

    void IObservedSink<ObservedAgent>.BeginList()
    {
        lock (_gate)
            _agents.Chronology.BeginList();
    }

    void IObservedSink<ObservedAgent>.TakePage(IReadOnlyList<ObservedAgent> page)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (ObservedAgent observed in page)
            {
                AgentEntry entry = _agents.FindOrAdd(observed.Key);
                if (!_agents.IsUnchanged(entry, observed))
                    Change(entry, observed, now);
            }
        }
    }

    void IObservedSink<ObservedAgent>.EndList(string resourceVersion)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (AgentEntry gone in _agents.Unlisted())
                Change(gone, null, now);
            _agents.Chronology.EndList(resourceVersion);
            AfterList(now);
        }
    }

    public void Apply(WatchChange change, ObservedAgent observed)
    {
        lock (_gate)
        {
            if (!_agents.IsNews(change, observed))
                return;
            if (change != WatchChange.Deleted)
            {
                Change(_agents.FindOrAdd(observed.Key), observed, _time.GetUtcNow());
                return;
            }

            _agents.Chronology.Bury(observed.Key, Revision.Parse(observed.ResourceVersion));
            if (_agents.Find(observed.Key) is { Present: true } gone)
                Change(gone, null, _time.GetUtcNow());
        }
    }

    private static int LookOf(in AgentFacts facts) =>
        HashCode.Combine(facts.Observed, facts.Slots, facts.SlotsToFree, facts.Waiting, facts.QueuedReported, facts.Starts?.Count);

    private AgentFacts FactsOf(AgentEntry agent)
    {
        int toFree = 0,
            waitingWithSlot = 0;
        foreach ((ObjectUid uid, string name) in agent.Slots)
        {
            TaskEntry? holder = _tasks.Find(new ObjectKey(agent.Namespace, name));
            if (holder is not { Present: true } || holder.Uid != uid || holder.Terminal)
                toFree++;
            else if (holder.Live is { Eligible: true } live && live.Agent == agent)
                waitingWithSlot++;
        }

        return new AgentFacts
        {
            Deleting = agent.Deleting,
            MaxConcurrentTasks = agent.MaxConcurrentTasks,
            Quota = agent.Quota,
            Observed = agent.StatusIsCurrent,
            Slots = agent.Slots.Count,
            SlotsToFree = toFree,
            Waiting = agent.Eligible - waitingWithSlot,
            QueuedReported = agent.QueuedReported,
            Starts = agent.Starts,
        };
    }

    private static SlotObservation SlotOf(TaskEntry entry, LiveTask live) =>
        !live.Agent.Limited ? SlotObservation.NotNeeded
        : live.Agent.Slots.ContainsKey(entry.Uid) ? SlotObservation.Granted
        : SlotObservation.Waiting;

    /// <summary>Takes an Agent as it is now (null: it is gone), and asks about it and the Tasks that it concerns.</summary>
    private void Change(AgentEntry agent, ObservedAgent? current, DateTimeOffset now)
    {
        bool wasLimited = agent.Limited;
        IReadOnlyDictionary<ObjectUid, string> formerSlots = agent.Slots;
        if (current is null)
        {
            _agents.Vanish(agent);
            agent.Slots = new Dictionary<ObjectUid, string>();
            agent.Pending?.Renew();
        }
        else
        {
            if (_agents.Identify(agent, current))
                agent.Pending?.Renew();
            agent.Deleting = current.Deleting;
            agent.MaxConcurrentTasks = current.MaxConcurrentTasks;
            agent.Quota = current.Quota;
            agent.StatusIsCurrent = current.StatusIsCurrent;
            agent.QueuedReported = current.QueuedReported;
            agent.Starts = current.Starts;
            agent.Slots = SlotsOf(current);
        }

        Hold(agent, formerSlots);
        _queue.Disturb(agent, now);
        ReconsiderQueued(agent, wasLimited, formerSlots, now);
        Evaluate(agent, now);
    }

    private static Dictionary<ObjectUid, string> SlotsOf(ObservedAgent observed)
    {
        var slots = new Dictionary<ObjectUid, string>(observed.Slots.Count);
        foreach (ObjectOwner slot in observed.Slots)
            slots[ObjectUid.Parse(slot.Uid)] = slot.Name;
        return slots;
    }

    private void Hold(AgentEntry agent, IReadOnlyDictionary<ObjectUid, string> former)
    {
        foreach (string task in former.Values)
        {
            var key = new ObjectKey(agent.Namespace, task);
            if (_holders.TryGetValue(key, out List<AgentEntry>? of) && of.Remove(agent) && of.Count == 0)
                _holders.Remove(key);
        }

        foreach (string task in agent.Slots.Values)
        {
            var key = new ObjectKey(agent.Namespace, task);
            if (!_holders.TryGetValue(key, out List<AgentEntry>? of))
                _holders[key] = of = new List<AgentEntry>(1);
            of.Add(agent);
        }
    }

    /// <summary>Of the Tasks that wait, only those whose sight of a slot has changed are asked about: a thousand may wait while one slot is given.</summary>
    private void ReconsiderQueued(AgentEntry agent, bool wasLimited, IReadOnlyDictionary<ObjectUid, string> former, DateTimeOffset now)
    {
        if (agent.Tasks == 0)
            return;
        if (wasLimited != agent.Limited)
        {
            foreach (TaskEntry entry in _tasks.Where(t => t.Live is { Queued: true } live && live.Agent == agent).ToList())
                Evaluate(entry, now);
            return;
        }

        foreach (
            (ObjectUid uid, string name) in former
                .Where(s => !agent.Slots.ContainsKey(s.Key))
                .Concat(agent.Slots.Where(s => !former.ContainsKey(s.Key)))
        )
        {
            if (_tasks.Find(new ObjectKey(agent.Namespace, name)) is { Live.Queued: true } entry && entry.Uid == uid)
                Evaluate(entry, now);
        }
    }

    /// <summary>A Task has changed: asks about the Agents that it was and is for, and those in whose ledger it is.</summary>
    private void ReconsiderAgents(TaskEntry entry, AgentEntry? former, AgentEntry? current, DateTimeOffset now)
    {
        if (former is not null)
            Evaluate(former, now);
        if (current is not null && current != former)
            Evaluate(current, now);
        if (!_holders.TryGetValue(entry.Key, out List<AgentEntry>? of))
            return;
        foreach (AgentEntry agent in of.Where(a => a != former && a != current).ToList())
            Evaluate(agent, now);
    }
}
