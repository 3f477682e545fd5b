using System.Collections.Immutable;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Cron;

/// <summary>
/// Decides what to do next about a CronTask. It is pure: state goes in, needs or actions come out. The caller (KubeTask.Kubernetes) carries
/// them out, adds the results to the state, and asks again with the same time until nothing is left to do.
/// </summary>
/// <remarks>
/// The order of the writes ensures that each due time gets one Task. First the Task is created; its name comes from the due time. Then the
/// status records that the due time is handled. Only then are ended Tasks deleted, so that no Task disappears while its due time may still
/// be asked for.
/// </remarks>
public static class CronTaskDecider
{
    public static CronTaskDecision Decide(CronTaskState state, DateTimeOffset now)
    {
        V1Alpha1CronTask cronTask = state.CronTask;
        // The garbage collector deletes the Tasks of a CronTask that is being deleted.
        if (cronTask.Metadata.DeletionTimestamp is not null)
            return CronTaskDecision.Nothing;

        bool scheduled = Schedule
            .Parse(cronTask.Spec.Schedule, cronTask.Spec.TimeZone)
            .Succeeded(out Schedule? schedule, out Problem? problem);
        bool suspended = cronTask.Spec.Suspend == true;
        DueTimes due = scheduled && !suspended ? DueTimes.Of(cronTask, schedule!, now.UtcDateTime) : DueTimes.None;
        string? trigger = CronTaskTrigger.Pending(cronTask);
        if (Needs(state, due, trigger) is { } needs)
            return needs;

        // Handle the due time, including its status, before the trigger. With Replace, the Task of one is deleted for the Task of the
        // other, and must be recorded by then.
        StartOutcome? outcome = null;
        if (
            (
                due.At is { } time ? CronTaskTasks.AtDueTime(cronTask, time)
                : trigger is not null ? CronTaskTasks.AtTrigger(cronTask, trigger)
                : null
            ) is
            { } task
        )
        {
            (CronTaskDecision? first, outcome) = Start(state, task, due.At, now.UtcDateTime);
            if (outcome is null)
                return first!;
        }

        // A Task that was refused for now is reported like any other outcome. After that, whoever called comes back.
        V1Alpha1CronTaskStatus status = new CronTaskStatusWriter(state, now).Next(schedule, suspended, problem, due, outcome);
        if (!Statuses.Same(cronTask.Status, status, ApiJson.Default.V1Alpha1CronTaskStatus))
            return CronTaskDecision.Do([new CronTaskAction.WriteStatus(status), .. CronTaskEvents.Of(state, problem, due, outcome)]);
        if (outcome is { TriesAgain: true })
            return CronTaskDecision.Later;
        // Delete ended Tasks only after every due time is handled.
        V1Alpha1Task[] over = state.Listed ? [.. CronTaskTasks.OverLimits(cronTask, Own(state))] : [];
        V1Alpha1Task[] old = [.. over.Where(t => !CronTaskTasks.IsNew(t, now.UtcDateTime))];
        return old.Length < over.Length && old.Length == 0 ? CronTaskDecision.Later : CronTaskDecision.Do(old.Select(Delete));
    }

    /// <summary>The CronTask's own Tasks, as far as they are known.</summary>
    internal static IEnumerable<V1Alpha1Task> Own(CronTaskState state) =>
        state.Tasks.Values.Where(t => t is not null && Ownership.Of(t, state.CronTask) == Ownership.Ours)!;

    /// <summary>
    /// What must be read first. At an ordinary due time, the Tasks that the status lists as active are enough. A list of all Tasks would be
    /// expensive for the API server in just the minute when everything is due.
    /// </summary>
    private static CronTaskDecision? Needs(CronTaskState state, DueTimes due, string? trigger)
    {
        if (state.Listed)
            return null;
        V1Alpha1CronTaskStatus? status = state.CronTask.Status;
        bool ordinary =
            due is { At: not null, Missed.IsEmpty: true }
            && trigger is null
            && status?.ObservedGeneration is { } observed
            && observed == state.CronTask.Metadata.Generation;
        // The due time has just been handled, and nothing else was requested.
        bool handled = !state.Tasks.IsEmpty && due.At is null;
        if (!ordinary)
            return handled ? null : CronTaskDecision.See(new CronTaskNeed.AllTasks());
        // A Task that was observed to exist is read instead of being created in vain.
        IEnumerable<string> wanted = (status!.Active ?? []).Select(a => a.Name);
        if (state.Created is { } created)
            wanted = wanted.Append(created);
        string[] unseen = [.. wanted.Where(n => !state.Tasks.ContainsKey(n)).Distinct()];
        return unseen.Length > 0 ? CronTaskDecision.See(unseen.Select(n => new CronTaskNeed.Task(n))) : null;
    }

    /// <summary>Starts one Task: what to do first, or how it ended.</summary>
    private static (CronTaskDecision?, StartOutcome?) Start(CronTaskState state, V1Alpha1Task task, DateTime? at, DateTime now)
    {
        V1Alpha1CronTaskSpec spec = state.CronTask.Spec;
        string name = task.Metadata.Name;
        if (state.Refused.TryGetValue(name, out string? refusal))
            return End(CronTaskReason.Refused, $"the API server refused Task {name}: {OneLine.Of(refusal)}");
        if (state.RefusedForNow.TryGetValue(name, out refusal))
            return (null, new StartOutcome(task, at, CronTaskReason.Refused, CronTaskRefusal.Message(name, refusal), TriesAgain: true));
        if (state.Tasks.GetValueOrDefault(name) is { } there)
        {
            return Ownership.Of(there, state.CronTask) switch
            {
                // An earlier try created it and crashed before it wrote the status, or a trigger value is used again.
                Ownership.Ours when at is null && !CronTaskTasks.IsActive(there) => End(
                    CronTaskReason.TriggerUsed,
                    $"Task {name} of this value of {Annotations.Trigger} is there already; "
                        + "write a value that was not used before, such as the time"
                ),
                Ownership.Ours => End(
                    CronTaskReason.TaskCreated,
                    at is { } due ? $"Task {name} created for {CronTaskTasks.Text(due)}" : $"Task {name} created by {Annotations.Trigger}"
                ),
                // It belongs to a deleted CronTask of this name, and is about to be garbage-collected.
                Ownership.Former => (CronTaskDecision.Later, null),
                _ => End(
                    CronTaskReason.NameConflict,
                    $"Task {name} exists and isn't this CronTask's; delete it, or give the CronTask another name"
                ),
            };
        }

        if (at is { } time && StartingDeadline.Passed(spec, time, now) is { } passed)
        {
            string missed = $"no Task for {CronTaskTasks.Text(time)}: {passed}";
            return CronTaskRefusal.Reported(state.CronTask, name) is { } until
                ? End(CronTaskReason.Refused, $"{missed}, and until then the API server refused Task {name}: {until}")
                : End(CronTaskReason.MissedSchedule, missed);
        }

        V1Alpha1Task[] others = [.. Own(state).Where(t => CronTaskTasks.IsActive(t) && t.Metadata.Name != name)];
        if (spec.ConcurrencyPolicy is null or "Forbid" && others.Length > 0)
        {
            string what = at is { } forbidden ? $"for {CronTaskTasks.Text(forbidden)}" : $"by {Annotations.Trigger}";
            return End(
                CronTaskReason.JobAlreadyActive,
                $"no Task {what}: Task {others[0].Metadata.Name} is still active and concurrencyPolicy is Forbid"
            );
        }

        V1Alpha1Task[] toReplace = spec.ConcurrencyPolicy == "Replace" ? [.. others.Where(t => t.Metadata.DeletionTimestamp is null)] : [];
        if (toReplace.Any(t => CronTaskTasks.IsNew(t, now)))
            return (CronTaskDecision.Later, null);
        return (
            CronTaskDecision.Do(
                toReplace.Length > 0 ? toReplace.SelectMany(t => Replace(state, t, name)) : [new CronTaskAction.CreateTask(task)]
            ),
            null
        );

        (CronTaskDecision?, StartOutcome?) End(string reason, string message) => (null, new StartOutcome(task, at, reason, message));
    }

    private static CronTaskAction Delete(V1Alpha1Task task) => new CronTaskAction.DeleteTask(task.Metadata.Name, task.Metadata.Uid);

    private static IEnumerable<CronTaskAction> Replace(CronTaskState state, V1Alpha1Task task, string by) =>
        [
            Delete(task),
            CronTaskEvents.Event(
                state,
                "Normal",
                CronTaskReason.TaskReplaced,
                $"Task {task.Metadata.Name} was active and is deleted to make way for Task {by}"
            ),
        ];
}
