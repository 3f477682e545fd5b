using KubeTask.Core;
using KubeTask.Core.Events;

namespace KubeTask.Scaler.Index;

/// <summary>An event to deliver. While it is out, nothing else is for the same Task.</summary>
/// <param name="Task">The Task that it is about.</param>
/// <param name="EventType">One of <see cref="Core.Events.EventType"/>.</param>
/// <param name="Subject">The object that the event names: the Task, or its Job.</param>
/// <param name="Id">The same for a repeat of the same delivery: made of the subject's uid and resourceVersion.</param>
/// <param name="DueSince">Since when there is this work.</param>
public sealed record WorkItem(ObjectKey Task, string EventType, ObjectKey Subject, string Id, DateTimeOffset DueSince)
{
    /// <summary>The event as it goes over the wire.</summary>
    public KubeTaskEvent ToEvent() => new()
    {
        Id = Id,
        Type = EventType,
        Source = "/kubetask/scaler",
        Subject = Subject.ToString(),
        Time = DueSince,
        Task = EventType == Core.Events.EventType.JobCompleted ? Task.Name : null,
    };
}
