using KubeTask.Core.Api;
using KubeTask.Core.Names;

namespace KubeTask.Core.Tasks;

/// <summary>Which attempt a Task is at. Each is a Job of its own, named after its number, so that the status alone tells which Job counts.</summary>
public static class TaskAttempts
{
    /// <summary>The attempts that have ended and were followed, or may be followed, by another.</summary>
    public static IEnumerable<TaskAttempt> Ended(V1Alpha1TaskStatus? status) =>
        (status?.Attempts ?? []).Where(a => a.CompletionTime is not null);

    /// <summary>The number of the current attempt, from 1 on. Of a Task that has ended, it means nothing.</summary>
    public static int Current(V1Alpha1TaskStatus? status) => Ended(status).Count() + 1;

    /// <summary>The name of the current attempt's Job.</summary>
    public static string Job(V1Alpha1Task task) => ResourceNames.Job(task.Metadata.Name, Current(task.Status));
}
