using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tasks;

/// <summary>
/// What keeps KubeTask itself from reconciling a Task: a quota, an admission webhook that is down, a missing right, a fault of its own. The
/// Task reports it while KubeTask tries again, and no longer than it lasts.
/// </summary>
internal static class TaskErrors
{
    public static TaskDecision Report(TaskState state, string error, DateTimeOffset now)
    {
        if (TaskPhase.IsTerminal(state.Task.Status?.Phase))
            return TaskDecision.Nothing;
        string message = OneLine.Of($"{error}; KubeTask tries again");
        return TaskWrites.Report(
            state,
            new TaskStatusWriter(state.Task, now).CannotContinue(message),
            TaskStep.Warning,
            TaskReason.ReconcileError,
            message
        );
    }

    /// <summary>Takes the report back when nothing is left to do and nothing else has replaced it.</summary>
    public static TaskDecision Withdraw(TaskState state, DateTimeOffset now) =>
        Conditions.Find(state.Task.Status?.Conditions, ConditionType.Ready) is { Reason: TaskReason.ReconcileError }
            ? TaskWrites.Write(state, new TaskStatusWriter(state.Task, now).Continue())
            : TaskDecision.Nothing;
}
