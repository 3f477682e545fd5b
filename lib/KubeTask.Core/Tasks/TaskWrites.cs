using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>The writes that tell what has become of a Task: its status, and with it the Event of the step.</summary>
internal static class TaskWrites
{
    /// <summary>Something is missing: the Task stays Pending and says what for.</summary>
    public static TaskDecision Wait(TaskState state, TaskStatusWriter writer, Problem problem) =>
        Report(state, writer.Wait(problem), TaskStep.Warning, problem.Reason, problem.Message);

    /// <summary>The Task has ended.</summary>
    public static TaskDecision End(TaskState state, V1Alpha1TaskStatus status) =>
        status.Phase == TaskPhase.Failed ? Report(state, status, TaskStep.Warning, "Failed", status.Message!)
        : Conditions.IsTrue(status.Conditions, ConditionType.Stopped) ? Report(state, status, TaskStep.Normal, "Stopped", status.Message!)
        : Report(state, status, TaskStep.Normal, "Completed", status.Message!);

    /// <summary>Writes a status that says something new; one that doesn't would only wake everybody who watches.</summary>
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
