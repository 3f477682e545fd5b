using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Slots;

namespace KubeTask.Core.Agents;

/// <summary>
/// Decides about an Agent's slots. It frees the slots of Tasks that have ended or are gone, counts Tasks that run without a slot, gives
/// free slots to the first Tasks in the queue, and reports their positions to the first few that still wait. Slots are freed and granted in
/// one write, so that no slot is free while a Task waits for it.
/// </summary>
public static class AgentDecider
{
    /// <summary>
    /// How many queued Tasks get a report when their position changes. The others keep the position at which they joined.
    /// </summary>
    public const int PositionsReported = 10;

    public static AgentDecision Decide(AgentState state, DateTimeOffset now)
    {
        V1Alpha1Agent agent = state.Agent;
        if (agent.Metadata.DeletionTimestamp is not null)
            return AgentDecision.Nothing;
        V1Alpha1AgentStatus old = agent.Status ?? new V1Alpha1AgentStatus();
        if (!AgentLedger.IsLimited(agent.Spec))
        {
            return Write(
                old,
                old with
                {
                    Running = null,
                    Queued = null,
                    Slots = null,
                    Starts = null,
                    ObservedGeneration = null,
                    Conditions = null,
                }
            );
        }

        if (Missing(state) is { Length: > 0 } missing)
            return AgentDecision.See(missing);

        var kept = new List<AgentSlot>();
        var needs = new List<AgentNeed>();
        foreach (AgentSlot slot in old.Slots ?? [])
        {
            if (IsHeld(state, slot, needs))
                kept.Add(slot);
        }

        if (needs.Count > 0)
            return AgentDecision.See(needs);

        kept.AddRange(RunningWithoutSlot(state, kept));
        V1Alpha1AgentStatus status = old with { Slots = kept, Running = kept.Count, ObservedGeneration = agent.Metadata.Generation };
        List<V1Alpha1Task> queue = Queue(state, kept);
        List<V1Alpha1Task> first = [.. queue.Take(AgentLedger.Room(agent.Spec, status, now))];
        status = AgentLedger.Grant(agent.Spec, status, first, now) with { Queued = queue.Count - first.Count };
        status = status with { Conditions = ConditionsOf(agent, status, now) };

        AgentDecision decision = Write(old, status);
        return decision.IsNothing ? ReportPositions(agent, queue, now) : decision;
    }

    private static AgentNeed[] Missing(AgentState state)
    {
        var needs = new List<AgentNeed>();
        if (state.Tasks is null)
            needs.Add(new AgentNeed.Tasks());
        // Tasks can run without a slot only if they started before the Agent had a limit, or under a former Agent of the same name.
        if (state.Jobs is null && !AgentLedger.IsObserved(state.Agent))
            needs.Add(new AgentNeed.Jobs());
        return [.. needs];
    }

    /// <summary>Whether the slot is still in use: by the current attempt of its Task, or by pods of a Task that is gone.</summary>
    private static bool IsHeld(AgentState state, AgentSlot slot, List<AgentNeed> needs)
    {
        V1Alpha1Task? task = state.Tasks!.Value.FirstOrDefault(t => t.Metadata.Uid == slot.Uid);
        if (task is null && !state.Holders.TryGetValue(slot.Task, out task))
        {
            needs.Add(new AgentNeed.Holder(slot.Task));
            return true;
        }

        if (task?.Metadata.Uid == slot.Uid)
            return !TaskPhase.IsTerminal(task.Status?.Phase) && SlotUse.IsInUse(slot, task);
        if (!state.Pods.TryGetValue(slot.Task, out ImmutableArray<V1Pod> pods))
        {
            needs.Add(new AgentNeed.Pods(slot.Task));
            return true;
        }

        // A new Task of the same name has only pods that are younger than itself.
        return pods.Any(p =>
            p.Status?.Phase is not ("Succeeded" or "Failed")
            && (task is null || p.Metadata.DeletionTimestamp is not null || p.Metadata.CreationTimestamp < task.Metadata.CreationTimestamp)
        );
    }

    private static IEnumerable<AgentSlot> RunningWithoutSlot(AgentState state, List<AgentSlot> kept) =>
        from job in state.Jobs ?? []
        where !JobOutcome.Of(job).Ended && job.Metadata.DeletionTimestamp is null
        from owner in job.Metadata.OwnerReferences ?? []
        where owner.Kind == "Task" && owner.ApiVersion == KubeTaskApi.GroupVersion && !kept.Exists(s => s.Uid == owner.Uid)
        select new AgentSlot
        {
            Uid = owner.Uid,
            Task = owner.Name,
            Since = job.Metadata.CreationTimestamp,
        };

    /// <summary>The queued Tasks, oldest first.</summary>
    private static List<V1Alpha1Task> Queue(AgentState state, List<AgentSlot> slots) =>
        [
            .. state
                .Tasks!.Value.Where(t =>
                    t.Status?.Phase == TaskPhase.Queued
                    && t.Metadata.DeletionTimestamp is null
                    && StopRequest.Of(t) == StopRequest.None
                    && ResourceNames.AgentOf(t) == state.Agent.Metadata.Name
                    && !slots.Exists(s => s.Uid == t.Metadata.Uid)
                )
                .OrderBy(t => t.Metadata.CreationTimestamp)
                .ThenBy(t => t.Metadata.Name, StringComparer.Ordinal),
        ];

    private static ImmutableList<V1Condition> ConditionsOf(V1Alpha1Agent agent, V1Alpha1AgentStatus status, DateTimeOffset now)
    {
        bool full = AgentLedger.Room(agent.Spec, status, now) == 0;
        ImmutableList<V1Condition> conditions = [.. status.Conditions ?? []];
        conditions = conditions.Set(
            ConditionType.AtCapacity,
            full,
            full ? AgentLedger.Waiting(agent with { Status = status }, 1, now).Reason : TaskReason.SlotsFree,
            full ? "Tasks queue until one may start" : "a Task may start at once",
            now,
            agent.Metadata.Generation
        );
        return conditions.Set(
            ConditionType.Ready,
            true,
            TaskReason.Observed,
            "the Agent's slots are counted",
            now,
            agent.Metadata.Generation
        );
    }

    private static AgentDecision Write(V1Alpha1AgentStatus old, V1Alpha1AgentStatus status) =>
        Statuses.Same(old, status, ApiJson.Default.V1Alpha1AgentStatus)
            ? AgentDecision.Nothing
            : AgentDecision.Do(new AgentAction.WriteStatus(status));

    private static AgentDecision ReportPositions(V1Alpha1Agent agent, List<V1Alpha1Task> queue, DateTimeOffset now) =>
        AgentDecision.Do(
            queue
                .Take(PositionsReported)
                .Select(
                    (task, index) =>
                    {
                        (string reason, string message) = AgentLedger.Waiting(agent, index + 1, now);
                        return new AgentAction.ReportPosition(task, QueuedStatus.Of(task, reason, message, now));
                    }
                )
                .Where(report => !Statuses.Same(report.Task.Status, report.Status, ApiJson.Default.V1Alpha1TaskStatus))
        );
}
