using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Cron;

/// <summary>The Tasks of a CronTask: how they are built, which are active, and which exceed the history limits.</summary>
public static class CronTaskTasks
{
    /// <summary>The default numbers of ended Tasks to keep.</summary>
    public const int DefaultSuccessfulLimit = 3;
    public const int DefaultFailedLimit = 1;

    /// <summary>
    /// How old the data may be on which a function bases a new Task, and the minimum time for which a Task's name stays taken. A function
    /// that is slower than others thus finds the Task that they created, even if it has ended or was to be replaced.
    /// </summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    /// <summary>The Task for a due time.</summary>
    public static V1Alpha1Task AtDueTime(V1Alpha1CronTask cronTask, DateTime dueTime) =>
        Make(cronTask, ResourceNames.Task(cronTask.Metadata.Name, dueTime), Annotations.ScheduledAt, Text(dueTime));

    /// <summary>The Task for a value of the annotation kubetask.io/trigger.</summary>
    public static V1Alpha1Task AtTrigger(V1Alpha1CronTask cronTask, string value) =>
        Make(cronTask, ResourceNames.TriggeredTask(cronTask.Metadata.Name, value), Annotations.Trigger, value);

    /// <summary>Whether the Task has not ended. A Task that is being deleted stays active until it is gone.</summary>
    public static bool IsActive(V1Alpha1Task task) => !TaskPhase.IsTerminal(task.Status?.Phase);

    /// <summary>
    /// Whether the Task was created so recently that its name must stay taken. The API server's clock may be slightly ahead.
    /// </summary>
    public static bool IsNew(V1Alpha1Task task, DateTime now) =>
        now - task.Metadata.CreationTimestamp is { } age && age > -s_skew && age < Freshness;

    /// <summary>The ended Tasks that exceed the CronTask's limits, oldest first.</summary>
    public static IEnumerable<V1Alpha1Task> OverLimits(V1Alpha1CronTask cronTask, IEnumerable<V1Alpha1Task> tasks)
    {
        ILookup<string?, V1Alpha1Task> ended = tasks.Where(t => t.Metadata.DeletionTimestamp is null).ToLookup(t => t.Status?.Phase);
        return Oldest(TaskPhase.Completed, cronTask.Spec.SuccessfulTasksHistoryLimit ?? DefaultSuccessfulLimit)
            .Concat(Oldest(TaskPhase.Failed, cronTask.Spec.FailedTasksHistoryLimit ?? DefaultFailedLimit));

        IEnumerable<V1Alpha1Task> Oldest(string phase, int keep) =>
            ended[phase]
                .OrderBy(t => t.Metadata.CreationTimestamp)
                .ThenBy(t => t.Metadata.Name, StringComparer.Ordinal)
                .SkipLast(Math.Max(keep, 0));
    }

    /// <summary>A time as Kubernetes writes it.</summary>
    internal static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static V1Alpha1Task Make(V1Alpha1CronTask cronTask, string name, string annotation, string value)
    {
        TaskTemplate template = cronTask.Spec.TaskTemplate;
        // The template's labels and annotations come first, so that ours override them.
        var labels = new Dictionary<string, string>(template.Metadata?.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        var annotations = new Dictionary<string, string>(
            template.Metadata?.Annotations ?? new Dictionary<string, string>(),
            StringComparer.Ordinal
        );
        labels[Labels.CronTask] = ResourceNames.LabelValue(cronTask.Metadata.Name);
        if (labels[Labels.CronTask] != cronTask.Metadata.Name)
            annotations[Labels.CronTask] = cronTask.Metadata.Name;
        annotations[annotation] = value;
        return new V1Alpha1Task
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = cronTask.Metadata.NamespaceProperty,
                Labels = labels,
                Annotations = annotations,
                OwnerReferences = [OwnershipRules.Reference(cronTask)],
            },
            Spec = template.Spec,
        };
    }
}
