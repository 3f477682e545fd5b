using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Core.Names;
using KubeTask.Scaler.Index.Kinds;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Index;

/// <summary>
/// Puts together what an event carries beside its key: what the watches last showed, so that the functions need not read it. Guarded by the
/// index's lock.
/// </summary>
internal sealed class EventObjects(IndexState state, PodFeed pods, ContextFeed contexts, ConfigFeed configs)
{
    /// <summary>What the event of an entry carries; null for a repeat, because what led to the first delivery may be old.</summary>
    public EventData? Of(WorkEntry entry, PendingWork work) =>
        work is not { Repeats: 0, Failures: 0 }
            ? null
            : entry switch
            {
                TaskEntry task => OfTask(task, work.InFlight),
                CronEntry cron => OfCronTask(cron),
                _ => new EventData { Seen = new SeenVersions(Tasks: state.Tasks.Chronology.Newest.Text) },
            };

    /// <summary>The name of the Task of a CronTask's due time, if that Task was observed.</summary>
    public string? Created(CronEntry cron) => TaskOf(cron)?.Name;

    private EventData OfTask(TaskEntry task, WorkType work)
    {
        var seen = new SeenVersions(Agents: state.Agents.Chronology.Newest.Text, Contexts: contexts.Newest, Configs: configs.Newest);
        if (task.Live is not { } live)
            return new EventData { Seen = seen };
        (byte[]? json, byte[]? endedPod) = state.Kept.Find(task);
        var data = new EventData { Task = Raw(json), Seen = seen };
        return !live.Running || live.Jobs.Find(live.EndedAttempts + 1) is not { } job
            ? data
            : data with
            {
                Pods = pods.Of(task.Key, job.Uid),
                EndedPod = work == WorkType.JobCompleted ? Raw(endedPod) : null,
            };
    }

    private EventData OfCronTask(CronEntry cron) =>
        new()
        {
            CronTask = Raw(cron.Json),
            Task = TaskOf(cron) is { } task ? Raw(state.Kept.Find(task).Task) : null,
            Seen = new SeenVersions(Tasks: state.Tasks.Chronology.Newest.Text),
        };

    private TaskEntry? TaskOf(CronEntry cron) =>
        cron.NextTicks != 0
        && state.Tasks.Find(new ObjectKey(cron.Namespace, ResourceNames.Task(cron.Name, new DateTime(cron.NextTicks, DateTimeKind.Utc))))
            is { Present: true } task
        && task.Cron is { } tally
        && tally == cron.Tally
            ? task
            : null;

    private static RawJson? Raw(byte[]? json) => json is null ? null : new RawJson(json);
}
