using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Index;

/// <summary>An event to deliver. While it is out, nothing else is for the same object.</summary>
/// <param name="Kind">The kind of object that there is work for.</param>
/// <param name="Key">Which one it is.</param>
/// <param name="EventType">One of <see cref="Core.Events.EventType"/>.</param>
/// <param name="Subject">The object that the event names: the Task, its Job, the Agent, or the CronTask.</param>
/// <param name="Id">The same for a repeat of the same delivery: made of the subject's uid and resourceVersion.</param>
/// <param name="DueSince">Since when there is this work.</param>
public sealed record WorkItem(WorkKind Kind, ObjectKey Key, string EventType, ObjectKey Subject, string Id, DateTimeOffset DueSince)
{
    /// <summary>Where this is of the backlog, how many other CronTasks are due and have not been delivered since.</summary>
    public int Backlog { get; init; }

    /// <summary>Where this is of the backlog, the CronTask's resourceVersion; null where it can't be told from its eight bytes.</summary>
    public string? ResourceVersion { get; init; }

    internal WorkEntry? Entry { get; init; }

    /// <summary>The event as it goes over the wire.</summary>
    public KubeTaskEvent ToEvent() =>
        new()
        {
            Id = Id,
            Type = EventType,
            Source = "/kubetask/scaler",
            Subject = Subject.ToString(),
            Time = DueSince,
            Task = EventType == Core.Events.EventType.JobCompleted ? Key.Name : null,
            Backlog = Backlog > 0 ? Backlog : null,
            ResourceVersion = ResourceVersion,
        };
}
