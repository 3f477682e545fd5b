using System.Globalization;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Cron;

/// <summary>The Events of a CronTask: one for each step that a person would ask about.</summary>
internal static class CronTaskEvents
{
    public static IEnumerable<CronTaskAction> Of(CronTaskState state, Problem? problem, DueTimes due, StartOutcome? outcome)
    {
        if (problem is not null && Conditions.Find(state.CronTask.Status?.Conditions, problem.Condition)?.Message != problem.Message)
            yield return Event(state, "Warning", problem.Reason, problem.Message);
        if (due.TooMany)
        {
            yield return Event(
                state,
                "Warning",
                CronTaskReason.TooManyMissedTimes,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"no Task for more than {DueTimes.MostMissed} due times from {CronTaskTasks.Text(due.Missed[0])} on: "
                        + $"only the latest that has passed, {CronTaskTasks.Text(due.At!.Value)}, counts"
                )
            );
        }
        else if (
            CronTaskStatusWriter.WithoutTask(state, due) is { Length: > 0 } missed
            && !(missed.Length == 1 && CronTaskStatusWriter.WasRefused(state, missed[0]))
        )
        {
            yield return Event(
                state,
                "Warning",
                CronTaskReason.MissedSchedule,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"no Task for {missed.Length} due {(missed.Length == 1 ? "time" : "times")} from {CronTaskTasks.Text(missed[0])} on: "
                        + $"only the latest that has passed, {CronTaskTasks.Text(due.At!.Value)}, counts"
                )
            );
        }

        // A refusal for now has one Event, however often it is tried again and whatever the API server says then.
        if (outcome is { TriesAgain: true } && CronTaskRefusal.Reported(state.CronTask, outcome.Task.Metadata.Name) is not null)
            yield break;
        if (outcome is not null && !(state.OneOfMany && outcome.Reason == CronTaskReason.TaskCreated))
            yield return Event(state, outcome.Reason == CronTaskReason.TaskCreated ? "Normal" : "Warning", outcome.Reason, outcome.Message);
    }

    public static CronTaskAction Event(CronTaskState state, string type, string reason, string message) =>
        new CronTaskAction.RecordEvent(
            ResourceNames.Event(state.Key.Name, state.CronTask.Metadata.Uid, reason, message),
            type,
            reason,
            message
        );
}
