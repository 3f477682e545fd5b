using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Slots;

/// <summary>
/// The slots of an Agent with limits, as its status lists them. A slot is taken or freed by a write of that status that fails if the Agent
/// has changed since it was read, so the limit holds no matter who writes (docs/adr/0008).
/// </summary>
public static class AgentLedger
{
    public static bool IsLimited(V1Alpha1AgentSpec spec) => spec.MaxConcurrentTasks is > 0 || spec.Quota is not null;

    /// <summary>Whether the status describes the current spec. Until it does, Tasks may be running that hold no slot.</summary>
    public static bool IsObserved(V1Alpha1Agent agent) =>
        agent.Status?.ObservedGeneration is { } observed && observed == agent.Metadata.Generation;

    /// <summary>Whether the Task has a slot for its current attempt.</summary>
    public static bool Holds(V1Alpha1Agent agent, V1Alpha1Task task) =>
        agent.Status?.Slots?.Any(s => s.Uid == task.Metadata.Uid && SlotUse.IsInUse(s, task)) == true;

    /// <summary>The status in which the Task has a slot, or null if it must queue. No Task overtakes queued ones.</summary>
    public static V1Alpha1AgentStatus? Take(V1Alpha1Agent agent, V1Alpha1Task task, DateTimeOffset now) =>
        IsObserved(agent)
        && agent.Status!.Queued is null or 0
        && WithoutSlotOf(agent.Status, task) is var others
        && Room(agent.Spec, others, now) > 0
            ? Grant(agent.Spec, others, [task], now) with
            {
                Queued = 0,
            }
            : null;

    /// <summary>How many more Tasks may start now.</summary>
    public static int Room(V1Alpha1AgentSpec spec, V1Alpha1AgentStatus status, DateTimeOffset now)
    {
        int slots = spec.MaxConcurrentTasks is > 0 and { } max ? max - (status.Slots?.Count ?? 0) : int.MaxValue;
        int starts = spec.Quota is { } quota ? quota.MaxTaskStarts - QuotaWindow.Counting(status.Starts, quota, now).Count() : int.MaxValue;
        return Math.Max(0, Math.Min(slots, starts));
    }

    /// <summary>The status in which these Tasks have slots, too.</summary>
    public static V1Alpha1AgentStatus Grant(
        V1Alpha1AgentSpec spec,
        V1Alpha1AgentStatus status,
        IReadOnlyCollection<V1Alpha1Task> tasks,
        DateTimeOffset now
    )
    {
        DateTime since = Moment.WholeSeconds(now);
        AgentSlot[] slots = [.. status.Slots ?? [], .. tasks.Select(t => SlotUse.For(t, now))];
        return status with
        {
            Slots = slots,
            Running = slots.Length,
            // Times have whole seconds. They are rounded up, so that the window never ends early.
            Starts = spec.Quota is { } quota
                ?
                [
                    .. QuotaWindow.Counting(status.Starts, quota, now),
                    .. tasks.Select(_ => since < now.UtcDateTime ? since.AddSeconds(1) : since),
                ]
                : null,
        };
    }

    /// <summary>Why a Task can't start now, and its queue position.</summary>
    /// <param name="agent">The Agent, with its current slots.</param>
    /// <param name="position">The queue position; the first is 1.</param>
    /// <param name="now">The time.</param>
    public static (string Reason, string Message) Waiting(V1Alpha1Agent agent, int position, DateTimeOffset now)
    {
        string name = agent.Metadata.Name;
        if (!IsObserved(agent))
            return (TaskReason.AgentNotObserved, $"the limits of Agent {name} are new; the Tasks that run already are being counted");
        if (agent.Spec.Quota is { } quota && QuotaWindow.OpensAt(agent.Status!.Starts, quota, now) is var opens && opens > now)
        {
            return (
                TaskReason.QuotaExceeded,
                $"queue position {position}: Agent {name} has started {quota.MaxTaskStarts} {Tasks(quota.MaxTaskStarts)}"
                    + $" in {quota.WindowSeconds} s, its quota; the next may start at {opens:yyyy-MM-dd'T'HH:mm:ss'Z'}"
            );
        }

        return (
            TaskReason.AgentAtCapacity,
            agent.Spec.MaxConcurrentTasks is > 0 and { } max
                ? $"queue position {position}: Agent {name} runs at most {max} {Tasks(max)} at once"
                : $"queue position {position} of Agent {name}"
        );
    }

    private static string Tasks(int count) => count == 1 ? "Task" : "Tasks";

    /// <summary>The status without a slot that the Task no longer uses.</summary>
    private static V1Alpha1AgentStatus WithoutSlotOf(V1Alpha1AgentStatus status, V1Alpha1Task task) =>
        status.Slots?.Any(s => s.Uid == task.Metadata.Uid) == true
            ? status with
            {
                Slots = [.. status.Slots.Where(s => s.Uid != task.Metadata.Uid)],
            }
            : status;
}
