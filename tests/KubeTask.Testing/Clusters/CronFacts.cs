using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Work;

namespace KubeTask.Testing.Clusters;

/// <summary>The facts of a CronTask as the scaler's index keeps them, taken from whole objects.</summary>
public static class CronFacts
{
    public static CronTaskFacts Of(V1Alpha1CronTask cronTask, IEnumerable<V1Alpha1Task> tasks)
    {
        V1Alpha1Task[] own = [.. tasks.Where(t => t.Metadata.OwnerReferences?.Any(o => o.Uid == cronTask.Metadata.Uid) == true)];
        V1Alpha1Task[] ended =
        [
            .. own.Where(t => t.Status?.Phase is TaskPhase.Completed or TaskPhase.Failed && t.Metadata.DeletionTimestamp is null),
        ];
        return new CronTaskFacts
        {
            Deleting = cronTask.Metadata.DeletionTimestamp is not null,
            Observed = cronTask.Status?.ObservedGeneration == cronTask.Metadata.Generation,
            NextScheduleTime = cronTask.Status?.NextScheduleTime,
            TriggerPending = CronTaskTrigger.IsPending(
                cronTask.Metadata.Annotations?.TryGetValue(Annotations.Trigger, out string? value) == true ? value : null,
                cronTask.Status?.LastTrigger
            ),
            Active = own.Count(t => t.Status?.Phase is not (TaskPhase.Completed or TaskPhase.Failed)),
            ActiveReported = cronTask.Status?.Active?.Count ?? 0,
            HistoryOverLimit =
                ended.Count(t => t.Status!.Phase == TaskPhase.Completed) > (cronTask.Spec.SuccessfulTasksHistoryLimit ?? 3)
                || ended.Count(t => t.Status!.Phase == TaskPhase.Failed) > (cronTask.Spec.FailedTasksHistoryLimit ?? 1),
        };
    }
}
