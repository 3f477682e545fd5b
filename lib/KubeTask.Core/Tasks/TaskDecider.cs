using KubeTask.Core.Api;

namespace KubeTask.Core.Tasks;

/// <summary>
/// Decides what to do next about a Task. Pure: all that is known goes in, what to look at or to write comes out. The caller carries it out, puts
/// what came of it into the state, and asks again until there is nothing left (KubeTask.Kubernetes does so).
/// </summary>
public static class TaskDecider
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        // A Task that is being deleted takes its Job, pods and ConfigMaps with it.
        if (task.Metadata.DeletionTimestamp is not null)
            return TaskDecision.Nothing;
        if (SpecChange.Decide(state) is { } told)
            return told;
        if (TaskPhase.IsTerminal(task.Status?.Phase))
            return TaskRetirement.Decide(state, now);

        return task.Status?.Phase == TaskPhase.Running ? TaskRun.Decide(state, now) : TaskStart.Decide(state, now);
    }
}
