using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Slots;

/// <summary>
/// Which slot a Task uses. A slot belongs to one attempt, whose Job may have a pod. A Task that waits for its next attempt, or for
/// something that is missing, uses none, and takes another when it continues (docs/adr/0009).
/// </summary>
public static class SlotUse
{
    /// <summary>A new slot for the Task's current attempt.</summary>
    public static AgentSlot For(V1Alpha1Task task, DateTimeOffset now)
    {
        DateTime since = Moment.WholeSeconds(now);
        return new AgentSlot
        {
            Uid = task.Metadata.Uid,
            Task = task.Metadata.Name,
            // Times have whole seconds. A slot that was taken after the wait began is younger than the wait, by a second at least.
            Since = WaitsSince(task) is { } waits && waits >= since ? waits.AddSeconds(1) : since,
            Attempt = AttemptOf(task.Status),
        };
    }

    /// <summary>Whether a Task that hasn't ended uses a slot that bears its uid.</summary>
    public static bool IsInUse(AgentSlot slot, V1Alpha1Task task) =>
        IsInUse(slot.Attempt, slot.Since, AttemptOf(task.Status), WaitsSince(task));

    /// <inheritdoc cref="IsInUse(AgentSlot, V1Alpha1Task)"/>
    /// <param name="slotAttempt">The attempt that the slot is for, or null for any.</param>
    /// <param name="slotSince">When the slot was taken.</param>
    /// <param name="attempt">The Task's current attempt.</param>
    /// <param name="waitsSince">Since when the Task waits for something that is missing, or null if it doesn't.</param>
    public static bool IsInUse(int? slotAttempt, DateTimeOffset? slotSince, int attempt, DateTimeOffset? waitsSince) =>
        (slotAttempt is null || slotAttempt == attempt) && !(waitsSince is { } waits && (slotSince is not { } since || since <= waits));

    /// <summary>The earliest time since when the Task waits for something that is missing; null if it doesn't.</summary>
    private static DateTime? WaitsSince(V1Alpha1Task task) =>
        task.Status?.Phase is null or TaskPhase.Pending
            ? new[] { ConditionType.Accepted, ConditionType.ContextsResolved }
                .Select(type => Conditions.Find(task.Status?.Conditions, type))
                .Where(c => c?.Status == Conditions.False)
                .Select(c => (DateTime?)c!.LastTransitionTime)
                .Min()
            : null;

    private static int AttemptOf(V1Alpha1TaskStatus? status) => (status?.Attempts ?? []).Count(a => a.CompletionTime is not null) + 1;
}
