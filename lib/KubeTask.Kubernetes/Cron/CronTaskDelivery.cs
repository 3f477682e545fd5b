using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Cron;

/// <summary>What an event says about a CronTask. All of it is optional.</summary>
public sealed record CronTaskDelivery
{
    /// <summary>An event that says nothing but which CronTask it is about.</summary>
    public static CronTaskDelivery Nothing { get; } = new();

    /// <summary>The CronTask's resourceVersion as the sender observed it.</summary>
    public string? Version { get; init; }

    /// <summary>The CronTask as the sender observed it.</summary>
    public RawJson? CronTask { get; init; }

    /// <summary>The newest resourceVersion of a Task that the sender observed.</summary>
    public string? SeenTasks { get; init; }

    /// <summary>The name of the Task of the due time, if the sender observed that it exists.</summary>
    public string? Created { get; init; }

    /// <summary>That Task as the sender observed it.</summary>
    public RawJson? Task { get; init; }

    /// <summary>Whether so many CronTasks are due that Events about what went well are left out.</summary>
    public bool OneOfMany { get; init; }

    /// <summary>The state to decide on without a read; null if the event doesn't carry the CronTask.</summary>
    /// <param name="key">The CronTask's key. Another CronTask in the event doesn't count.</param>
    public CronTaskState? State(ObjectKey key) =>
        ObservedObject.Read(CronTask, ApiJson.Default.V1Alpha1CronTask) is { } cronTask && ObservedObject.KeyOf(cronTask.Metadata) == key
            ? State(cronTask)
            : null;

    /// <summary>What a decision begins with.</summary>
    /// <param name="cronTask">The CronTask as it was read or observed.</param>
    public CronTaskState State(V1Alpha1CronTask cronTask)
    {
        var state = new CronTaskState
        {
            CronTask = cronTask,
            SeenTasks = SeenTasks,
            Created = Created,
            OneOfMany = OneOfMany,
        };
        return
            ObservedObject.Read(Task, ApiJson.Default.V1Alpha1Task) is { } task
            && ObservedObject.KeyOf(task.Metadata) is { } key
            && key == (state.Key with { Name = key.Name })
            ? state with
            {
                Tasks = state.Tasks.SetItem(key.Name, task),
            }
            : state;
    }
}
