using KubeTask.Core.Events;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Work;

/// <summary>Work for a Task: the type of the event to deliver, and from when on.</summary>
public readonly record struct DueWork(string EventType, DateTimeOffset DueAt);

/// <summary>
/// The one predicate behind both scaling and delivery: whether there is work for this Task, and when. Both ask it, so they can't disagree.
/// </summary>
public static class TaskWork
{
    /// <summary>How often a Task that waits for a missing object is requeued during its grace.</summary>
    public static readonly TimeSpan WaitingInterval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a running Task's Job must be absent before it counts as gone. Tasks and Jobs come from two watches, and the watch of Tasks
    /// may be ahead.
    /// </summary>
    public static readonly TimeSpan JobAbsentAfter = TimeSpan.FromSeconds(2);

    /// <summary>The work, or null if nothing is left to do until something changes.</summary>
    public static DueWork? Next(in TaskFacts facts)
    {
        if (facts.Deleting && (facts.Terminal || !facts.Held))
            return null;
        if (facts is { Terminal: true, Surplus: true } or { Terminal: true, SpecChanged: true } or { Terminal: true, UsageDue: true })
            return Now(EventType.TaskChanged);
        if (facts.Terminal)
            return facts.DeleteAt is { } at ? new DueWork(EventType.TaskChanged, at) : null;
        if (facts.Job == JobObservation.Ended)
            return facts.Pods.MayRun ? null : Now(EventType.JobCompleted);
        if (facts.Running)
            return WhileRunning(facts);

        if (facts.StopRequested || facts.StopReportDue || facts.Held)
            return Now(EventType.TaskChanged);
        if (facts.Queued)
            return facts.Slot == SlotObservation.Waiting ? null : Now(EventType.TaskChanged);
        if (facts.NextAttemptAt is { } next)
            return new DueWork(EventType.TaskChanged, next);
        return facts.WaitingSince is { } since
            ? new DueWork(
                EventType.TaskChanged,
                Moment.After(facts.LastDelivered is { } last && last > since ? last : since, WaitingInterval)
            )
            : Now(EventType.TaskChanged);
    }

    private static DueWork? WhileRunning(in TaskFacts facts)
    {
        if (facts.Job == JobObservation.Absent)
            return facts.Pods.MayRun ? null : new DueWork(EventType.TaskChanged, facts.JobAbsentSince + JobAbsentAfter);
        if (facts.StopRequested || facts.Held || facts.SpecChanged || facts.StopReportDue || OfPods(facts.Pods, facts.TroubleReported))
            return Now(EventType.TaskChanged);
        DateTimeOffset? at = facts.Pods.Agent == AgentObservation.NotStarted ? Earlier(OfTrouble(facts), facts.DeadlineAt) : null;
        return at is { } due ? new DueWork(EventType.TaskChanged, due) : null;
    }

    /// <summary>Whether something has happened to the pod that the Task doesn't reflect yet.</summary>
    private static bool OfPods(in PodFacts pods, string? troubleReported) =>
        pods switch
        {
            { Agent: AgentObservation.EndedBeforeOthers } => true,
            { Agent: AgentObservation.Ended } => false,
            { Replaced: true } => pods.MayBeReplaced,
            { Deleting: true, Agent: AgentObservation.Runs } => !pods.StartReported || pods.MayBeReplaced,
            { Deleting: true } => !pods.MayBeReplaced && troubleReported != TaskReason.PodDeleted,
            { Agent: AgentObservation.Runs } => !pods.StartReported,
            _ => false,
        };

    /// <summary>When to report that the pod can't start, or that it can; null if the status reports what is so.</summary>
    private static DateTimeOffset? OfTrouble(in TaskFacts facts)
    {
        if (facts.Pods.Deleting)
            return null;
        if (facts is { Trouble: { IsReportedByEvents: true } unexplained, TroubleReported: TaskReason.Starting })
            return unexplained.RequeueAt(facts.LastDelivered);
        return facts.Trouble?.Reason == facts.TroubleReported ? null : facts.Trouble?.At ?? DateTimeOffset.MinValue;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other
        : other is null || one < other ? one
        : other;

    private static DueWork Now(string eventType) => new(eventType, DateTimeOffset.MinValue);
}
