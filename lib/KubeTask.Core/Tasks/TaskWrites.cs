using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>Writes that report the progress of a Task: its status, together with the Event of the step.</summary>
internal static class TaskWrites
{
    /// <summary>Something is missing: the Task stays Pending, and the status says what it waits for.</summary>
    public static TaskDecision Wait(TaskState state, TaskStatusWriter writer, Problem problem) =>
        Report(state, writer.Wait(problem), TaskStep.Warning, problem.Reason, problem.Message);

    /// <summary>The Task has ended.</summary>
    public static TaskDecision End(TaskState state, V1Alpha1TaskStatus status) =>
        status.Phase == TaskPhase.Failed ? Report(state, status, TaskStep.Warning, "Failed", status.Message!)
        : Conditions.IsTrue(status.Conditions, ConditionType.Stopped) ? Report(state, status, TaskStep.Normal, "Stopped", status.Message!)
        : Report(state, status, TaskStep.Normal, "Completed", status.Message!);

    /// <summary>Writes the status, without an Event, if it says something new.</summary>
    public static TaskDecision Write(TaskState state, V1Alpha1TaskStatus status) =>
        Statuses.Same(state.Task.Status, status, ApiJson.Default.V1Alpha1TaskStatus)
            ? TaskDecision.Nothing
            : TaskDecision.Do(new TaskAction.WriteStatus(status));

    /// <summary>Writes the status if it says something new. An equal status would only wake everyone who watches.</summary>
    public static TaskDecision Report(TaskState state, V1Alpha1TaskStatus status, string type, string reason, string message) =>
        Statuses.Same(state.Task.Status, status, ApiJson.Default.V1Alpha1TaskStatus)
            ? TaskDecision.Nothing
            : TaskDecision.Do(
                new TaskAction.WriteStatus(status),
                new TaskAction.RecordEvent(
                    ResourceNames.Event(state.Key.Name, state.Task.Metadata.Uid, reason, message),
                    type,
                    reason,
                    message
                )
            );
}

/// <summary>The types of Events.</summary>
internal static class TaskStep
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";
}
