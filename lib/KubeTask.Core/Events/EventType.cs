namespace KubeTask.Core.Events;

/// <summary>The types of events, and the function that each is for.</summary>
public static class EventType
{
    /// <summary>A Task is there or has changed; the subject is the Task.</summary>
    public const string TaskChanged = "io.kubetask.task.changed.v1";

    /// <summary>A Task's Job has ended; the subject is the Job, the extension attribute <c>task</c> names its Task.</summary>
    public const string JobCompleted = "io.kubetask.job.completed.v1";

    /// <summary>The name of the function that events of a type go to, or null for an unknown type.</summary>
    public static string? FunctionOf(string type) => type switch
    {
        TaskChanged => "OnTaskChanged",
        JobCompleted => "OnJobCompleted",
        _ => null,
    };
}
