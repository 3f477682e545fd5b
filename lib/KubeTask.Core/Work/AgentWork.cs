using KubeTask.Core.Events;
using KubeTask.Core.Slots;

namespace KubeTask.Core.Work;

/// <summary>The work predicate for Agents: whether there is a slot to grant or to free, or a count to correct, and when.</summary>
public static class AgentWork
{
    /// <summary>The work, or null if nothing is left to do until something changes.</summary>
    public static DueWork? Next(in AgentFacts facts, DateTimeOffset now)
    {
        if (facts.Deleting)
            return null;
        if (facts is { MaxConcurrentTasks: null or 0, Quota: null })
            return facts.Slots > 0 || facts.QueuedReported > 0 || facts.HasLedger ? Due(DateTimeOffset.MinValue) : null;
        if (!facts.Observed || facts.SlotsToFree > 0 || facts.Waiting != facts.QueuedReported)
            return Due(DateTimeOffset.MinValue);
        if (facts.Waiting == 0 || (facts.MaxConcurrentTasks is { } max and not 0 && facts.Slots >= max))
            return null;
        return Due(facts.Quota is { } quota ? QuotaWindow.OpensAt(facts.Starts, quota, now) : DateTimeOffset.MinValue);
    }

    private static DueWork Due(DateTimeOffset at) => new(EventType.AgentChanged, at);
}
