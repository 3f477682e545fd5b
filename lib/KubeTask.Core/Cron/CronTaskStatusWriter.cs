using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Cron;

/// <summary>Writes the next status of a CronTask.</summary>
internal sealed class CronTaskStatusWriter(CronTaskState state, DateTimeOffset now)
{
    private readonly V1Alpha1CronTask _cronTask = state.CronTask;
    private readonly V1Alpha1CronTaskStatus _old = state.CronTask.Status ?? new V1Alpha1CronTaskStatus();

    /// <summary>The time in whole seconds, as the API server keeps it.</summary>
    private readonly DateTimeOffset _now = new(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>The status after the outcome of the due time or the trigger.</summary>
    public V1Alpha1CronTaskStatus Next(Schedule? schedule, bool suspended, Problem? problem, DueTimes due, StartOutcome? outcome)
    {
        // A due time whose Task is refused for now stays the next one. The earlier ones are counted once, now.
        DateTime? next = outcome is { TriesAgain: true, DueTime: { } open } ? open : due.Next;
        return _old with
        {
            Active = Active(),
            LastScheduleTime = outcome is { Created: true, DueTime: { } made } ? made : _old.LastScheduleTime,
            LastSuccessfulTime = LastSuccess(),
            NextScheduleTime = next,
            ObservedSchedule = next is null ? null : schedule?.Text,
            LastTrigger = outcome is { DueTime: null, TriesAgain: false } ? CronTaskTrigger.Pending(_cronTask) : _old.LastTrigger,
            Missed = Missed(due, outcome is { DueTime: null } or { TriesAgain: true } ? null : outcome),
            ObservedGeneration = _cronTask.Metadata.Generation,
            Conditions = BuildConditions(suspended, problem, outcome),
        };
    }

    /// <summary>
    /// The missed due times that have no Task. If a Task exists, an earlier try created it and crashed before it wrote the status.
    /// </summary>
    public static ImmutableArray<DateTime> WithoutTask(CronTaskState state, DueTimes due) =>
        [
            .. due.Missed.Where(t =>
                state.Tasks.GetValueOrDefault(ResourceNames.Task(state.Key.Name, t)) is not { } task
                || Ownership.Of(task, state.CronTask) != Ownership.Ours
            ),
        ];

    /// <summary>Whether the status reports that the Task of a due time is refused for now. A later due time has taken its place.</summary>
    public static bool WasRefused(CronTaskState state, DateTime dueTime) =>
        CronTaskRefusal.Reported(state.CronTask, ResourceNames.Task(state.Key.Name, dueTime)) is not null;

    private V1ObjectReference[]? Active()
    {
        V1ObjectReference[] active =
        [
            .. CronTaskDecider
                .Own(state)
                .Where(CronTaskTasks.IsActive)
                .Select(t => new V1ObjectReference
                {
                    ApiVersion = KubeTaskApi.GroupVersion,
                    Kind = "Task",
                    Name = t.Metadata.Name,
                    NamespaceProperty = t.Metadata.NamespaceProperty,
                    Uid = t.Metadata.Uid,
                }),
        ];
        return active.Length == 0 ? null : active;
    }

    private DateTime? LastSuccess()
    {
        DateTime? last = CronTaskDecider
            .Own(state)
            .Where(t => t.Status?.Phase == TaskPhase.Completed && !Conditions.IsTrue(t.Status.Conditions, ConditionType.Stopped))
            .Max(t => t.Status!.CompletionTime);
        return last > _old.LastSuccessfulTime || _old.LastSuccessfulTime is null ? last : _old.LastSuccessfulTime;
    }

    private MissedRuns? Missed(DueTimes due, StartOutcome? counted)
    {
        ImmutableArray<DateTime> before = WithoutTask(state, due);
        bool made = counted is null or { Created: true };
        int count = before.Length + (made ? 0 : 1);
        if (count == 0)
            return _old.Missed;
        return new MissedRuns
        {
            Count = (_old.Missed?.Count ?? 0) + count,
            Last =
                !made ? counted!.DueTime
                : due.TooMany ? due.LastMissed
                : before[^1],
            Reason =
                !made ? counted!.Reason
                : due.TooMany ? CronTaskReason.TooManyMissedTimes
                : WasRefused(state, before[^1]) ? CronTaskReason.Refused
                : CronTaskReason.MissedSchedule,
        };
    }

    private ImmutableList<V1Condition> BuildConditions(bool suspended, Problem? problem, StartOutcome? outcome)
    {
        ImmutableList<V1Condition> conditions = [.. _old.Conditions ?? []];
        // A problem with the last Task stays reported until a Task is created or the spec changes.
        V1Condition? reported = Conditions.Find(conditions, ConditionType.Stalled);
        bool stays =
            reported is { Reason: CronTaskReason.Refused or CronTaskReason.NameConflict }
            && reported.ObservedGeneration == _cronTask.Metadata.Generation
            && outcome is not ({ Created: true } or { TriesAgain: true });
        (string Reason, string Message)? stalled =
            problem is not null ? (problem.Reason, problem.Message)
            : outcome is { Failed: true } ? (outcome.Reason, outcome.Message)
            : stays ? (reported!.Reason, reported.Message)
            : null;
        (string Reason, string Message)? waits = outcome is { TriesAgain: true } ? (outcome.Reason, outcome.Message) : null;
        const string Valid = "the schedule is valid, and Tasks are created at its due times";
        (string Reason, string Message)? suspends =
            suspended && problem is null ? (CronTaskReason.Suspended, "spec.suspend is true: no due time has a Task") : null;
        conditions = SetUnless(conditions, ConditionType.Scheduled, suspends ?? stalled ?? waits, CronTaskReason.Scheduled, Valid);
        conditions = SetOrRemove(conditions, ConditionType.Stalled, stalled);
        conditions = SetOrRemove(conditions, ConditionType.Reconciling, waits);
        (string reason, string message) = suspends ?? (CronTaskReason.Scheduled, Valid);
        return SetUnless(conditions, ConditionType.Ready, stalled ?? waits, reason, message);
    }

    /// <summary>The conditions with one that is False because of something, or else True with this reason and message.</summary>
    private ImmutableList<V1Condition> SetUnless(
        ImmutableList<V1Condition> conditions,
        string type,
        (string Reason, string Message)? because,
        string reason,
        string message
    ) => Set(conditions, type, because is null, because?.Reason ?? reason, because?.Message ?? message);

    private ImmutableList<V1Condition> SetOrRemove(
        ImmutableList<V1Condition> conditions,
        string type,
        (string Reason, string Message)? why
    ) => why is { } set ? Set(conditions, type, true, set.Reason, set.Message) : conditions.Without(type);

    private ImmutableList<V1Condition> Set(
        ImmutableList<V1Condition> conditions,
        string type,
        bool status,
        string reason,
        string message
    ) => conditions.Set(type, status, reason, message, _now, _cronTask.Metadata.Generation);
}
