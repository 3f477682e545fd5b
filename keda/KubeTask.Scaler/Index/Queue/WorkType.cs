using System.Diagnostics;
using KubeTask.Core.Events;

namespace KubeTask.Scaler.Index.Queue;

/// <summary>The types of work in one byte.</summary>
internal enum WorkType : byte
{
    None,
    TaskChanged,
    JobCompleted,
    AgentChanged,
    CronTaskDue,

    /// <summary>An HTTP request that waits for the functions or is being answered by them. Counted, never delivered.</summary>
    Http,
}

/// <summary>Work types and the types of their events.</summary>
internal static class WorkTypes
{
    public const int Count = (int)WorkType.Http + 1;

    public static WorkType Of(string eventType) =>
        eventType switch
        {
            EventType.TaskChanged => WorkType.TaskChanged,
            EventType.JobCompleted => WorkType.JobCompleted,
            EventType.AgentChanged => WorkType.AgentChanged,
            EventType.CronTaskDue => WorkType.CronTaskDue,
            _ => throw new UnreachableException(eventType),
        };

    public static string EventOf(WorkType type) =>
        type switch
        {
            WorkType.TaskChanged => EventType.TaskChanged,
            WorkType.JobCompleted => EventType.JobCompleted,
            WorkType.AgentChanged => EventType.AgentChanged,
            WorkType.CronTaskDue => EventType.CronTaskDue,
            _ => throw new UnreachableException(type.ToString()),
        };
}
