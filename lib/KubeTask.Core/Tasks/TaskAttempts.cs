using KubeTask.Core.Api;
using KubeTask.Core.Names;

namespace KubeTask.Core.Tasks;

/// <summary>
/// The attempts of a Task. Each attempt has its own Job, named after its number, so that the status alone determines which Job counts.
/// </summary>
public static class TaskAttempts
{
    /// <summary>The attempts that have ended. Another attempt followed each of them, or may still follow.</summary>
    public static IEnumerable<TaskAttempt> Ended(V1Alpha1TaskStatus? status) =>
        (status?.Attempts ?? []).Where(a => a.CompletionTime is not null);

    /// <summary>The number of the current attempt; the first is 1. It has no meaning for a Task that has ended.</summary>
    public static int Current(V1Alpha1TaskStatus? status) => Ended(status).Count() + 1;

    /// <summary>The name of the current attempt's Job.</summary>
    public static string Job(V1Alpha1Task task) => ResourceNames.Job(task.Metadata.Name, Current(task.Status));
}
