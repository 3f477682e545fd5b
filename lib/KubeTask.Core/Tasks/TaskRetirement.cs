using System.Collections.Immutable;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Work;

namespace KubeTask.Core.Tasks;

/// <summary>
/// A Task that has ended doesn't change. It is deleted when it is old enough, or when the namespace has too many and it is among the
/// oldest.
/// </summary>
internal static class TaskRetirement
{
    public static TaskDecision Decide(TaskState state, DateTimeOffset now)
    {
        V1Alpha1Task task = state.Task;
        if (ConfigLookup.Missing(state) is { Length: > 0 } needs)
            return TaskDecision.See(needs);
        TaskLifecycle[] lifecycles = [.. ConfigLookup.All(state).Select(c => c.Spec.TaskLifecycle).OfType<TaskLifecycle>()];
        long? ttl = lifecycles.Select(l => l.TtlSecondsAfterFinished).FirstOrDefault(s => s is not null);
        if (now >= TaskRetention.DeleteAt(task.Status!.CompletionTime, task.Spec.TtlSecondsAfterFinished, ttl, null))
            return Delete(task);

        if (lifecycles.Select(l => l.MaxRetainedTasks).FirstOrDefault(m => m is not null) is not { } most)
            return TaskDecision.Nothing;
        if (state.NamespaceTasks is not { } namespaceTasks)
            return TaskDecision.See([new Need(NeedKind.NamespaceTasks, state.Key)]);
        return IsSurplus(task, namespaceTasks, most) ? Delete(task) : TaskDecision.Nothing;
    }

    /// <summary>Whether the namespace has too many finished Tasks and this one is among the oldest, which must go.</summary>
    private static bool IsSurplus(V1Alpha1Task task, ImmutableArray<V1Alpha1Task> namespaceTasks, int most)
    {
        V1Alpha1Task[] finished =
        [
            .. namespaceTasks
                .Where(t => TaskPhase.IsTerminal(t.Status?.Phase) && t.Metadata.DeletionTimestamp is null)
                .OrderBy(t => t.Status!.CompletionTime)
                .ThenBy(t => t.Metadata.Name, StringComparer.Ordinal),
        ];
        return finished.Take(Math.Max(0, finished.Length - most)).Any(t => t.Metadata.Uid == task.Metadata.Uid);
    }

    private static TaskDecision Delete(V1Alpha1Task task) =>
        TaskDecision.Do(new TaskAction.DeleteTask(task.Metadata.Uid, task.Metadata.ResourceVersion));
}
