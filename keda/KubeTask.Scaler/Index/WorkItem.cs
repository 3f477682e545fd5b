using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Index;

/// <summary>An event to deliver. While it is in flight, no other event is taken for the same object.</summary>
/// <param name="Kind">The kind of object that has work.</param>
/// <param name="Key">The object's key.</param>
/// <param name="EventType">One of <see cref="Core.Events.EventType"/>.</param>
/// <param name="Subject">The object that the event names: the Task, its Job, the Agent, or the CronTask.</param>
/// <param name="Id">The event's id, from the subject's uid and resourceVersion: a repeat has the same id.</param>
/// <param name="DueSince">Since when this work is due.</param>
public sealed record WorkItem(WorkKind Kind, ObjectKey Key, string EventType, ObjectKey Subject, string Id, DateTimeOffset DueSince)
{
    /// <summary>For an event of the backlog: how many other CronTasks have work.</summary>
    public int Backlog { get; init; }

    /// <summary>The CronTask's resourceVersion; null if it isn't a number.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What the index has observed of the Task's current attempt, if the functions can use it.</summary>
    public TaskObservation? Observed { get; init; }

    /// <summary>The Task's uid, if it is one ended Task too many in its namespace.</summary>
    public string? SurplusUid { get; init; }

    /// <summary>The name of the Task of the CronTask's due time, if that Task exists.</summary>
    public string? Created { get; init; }

    /// <summary>Objects that the event carries; null in a repeat.</summary>
    public EventData? Data { get; init; }

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
            Observed = Observed,
            Backlog = Backlog > 0 ? Backlog : null,
            ResourceVersion = ResourceVersion,
            Surplus = SurplusUid,
            Created = Created,
            Data = Data,
        };
}
