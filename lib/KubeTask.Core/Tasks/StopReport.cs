using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>
/// An annotation that stops a Task has a value that says neither yes nor no. The Task goes on. One Warning reports the value, and the
/// condition Stopped keeps it, so that nobody is woken for it again. Once the annotation is corrected or removed, so is the condition.
/// </summary>
public static class StopReport
{
    /// <summary>Whether the status of a Task that hasn't ended must change: what is wrong isn't what the condition reports.</summary>
    /// <param name="invalid">What is wrong with the annotations, or null.</param>
    /// <param name="reported">What the condition reports, or null.</param>
    public static bool IsDue(string? invalid, string? reported) => invalid != reported;

    /// <summary>What a condition reports about the annotations, or null if it is about something else.</summary>
    public static string? Reported(string? type, string? status, string? reason, string? message) =>
        type == ConditionType.Stopped && status == Conditions.False && reason == TaskReason.InvalidStop ? message ?? "" : null;

    /// <summary>What to write about the annotations, or null if the status is right or the Task is to be stopped.</summary>
    public static TaskDecision? Decide(TaskState state, DateTimeOffset now)
    {
        if (StopRequest.Of(state.Task) != StopRequest.None)
            return null;
        string? invalid = StopRequests.Invalid(state.Task);
        string? reported = Conditions.Find(state.Task.Status?.Conditions, ConditionType.Stopped) is { } condition
            ? Reported(condition.Type, condition.Status, condition.Reason, condition.Message)
            : null;
        if (!IsDue(invalid, reported))
            return null;
        var write = new TaskAction.WriteStatus(new TaskStatusWriter(state.Task, now).ReportStop(invalid));
        return invalid is null
            ? TaskDecision.Do(write)
            : TaskDecision.Do(
                write,
                new TaskAction.RecordEvent(
                    ResourceNames.Event(state.Key.Name, state.Task.Metadata.Uid, TaskReason.InvalidStop, invalid),
                    TaskStep.Warning,
                    TaskReason.InvalidStop,
                    invalid
                )
            );
    }
}
