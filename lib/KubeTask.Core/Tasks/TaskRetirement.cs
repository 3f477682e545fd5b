using KubeTask.Core.Api;
using KubeTask.Core.Work;

namespace KubeTask.Core.Tasks;

/// <summary>
/// A Task that has ended doesn't change. It is deleted when it is old enough, or when the namespace has too many and it is the oldest,
/// unless its user keeps it.
/// </summary>
internal static class TaskRetirement
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        if (KeptTask.IsKept(task))
            return TaskDecision.Nothing;
        if (ConfigLookup.Missing(state) is { Length: > 0 } needs)
            return TaskDecision.See(needs);
        TaskLifecycle[] lifecycles = [.. ConfigLookup.All(state).Select(c => c.Spec.TaskLifecycle).OfType<TaskLifecycle>()];
        long? ttl = lifecycles.Select(l => l.TtlSecondsAfterFinished).FirstOrDefault(s => s is not null);
        if (now >= TaskRetention.DeleteAt(task.Status!.CompletionTime, task.Spec.TtlSecondsAfterFinished, ttl, null))
            return Delete(task);

        // The scaler counts the ended Tasks of the namespace. A function would have to list them all.
        bool retains = lifecycles.Any(l => l.MaxRetainedTasks is not null);
        return retains && state.SurplusUid == task.Metadata.Uid ? Delete(task) : TaskDecision.Nothing;
    }

    private static TaskDecision Delete(V1Alpha1Task task) =>
        TaskDecision.Do(new TaskAction.DeleteTask(task.Metadata.Uid, task.Metadata.ResourceVersion));
}
