using KubeTask.Core.Api;

namespace KubeTask.Core.Tasks;

/// <summary>
/// Decides what to do next about a Task. It is pure: state goes in, needs or actions come out. The caller (KubeTask.Kubernetes) carries
/// them out, adds the results to the state, and asks again until nothing is left to do.
/// </summary>
public static class TaskDecider
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        // The garbage collector deletes the Job, pods and ConfigMaps of a Task that is being deleted.
        if (
            task.Metadata.DeletionTimestamp is not null
            && (!TaskDeletion.IsHeld(task.Metadata) || TaskPhase.IsTerminal(task.Status?.Phase))
        )
        {
            return TaskDecision.Nothing;
        }

        if (state.Error is { } error)
            return TaskErrors.Report(state, error, now);
        if (SpecChange.Decide(state) is { } change)
            return change;
        if (TaskPhase.IsTerminal(task.Status?.Phase))
            return TaskLeftover.Decide(state, now) ?? TaskUsage.Decide(state, now) ?? TaskRetirement.Decide(state, now);

        TaskDecision decision = task.Status?.Phase == TaskPhase.Running ? TaskRun.Decide(state, now) : TaskStart.Decide(state, now);
        return decision.IsNothing ? TaskErrors.Withdraw(state, now) : decision;
    }
}
