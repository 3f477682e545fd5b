namespace KubeTask.Core.Events;

/// <summary>The types of events, and the function for each.</summary>
public static class EventType
{
    /// <summary>A Task was created or has changed. The subject is the Task.</summary>
    public const string TaskChanged = "io.kubetask.task.changed.v1";

    /// <summary>A Task's Job has ended. The subject is the Job; the extension attribute <c>task</c> names its Task.</summary>
    public const string JobCompleted = "io.kubetask.job.completed.v1";

    /// <summary>An Agent with a limit has slots to grant or to free, or its counts are outdated. The subject is the Agent.</summary>
    public const string AgentChanged = "io.kubetask.agent.changed.v1";

    /// <summary>A CronTask has something to do now. The subject is the CronTask.</summary>
    public const string CronTaskDue = "io.kubetask.crontask.due.v1";

    /// <summary>The name of the function that handles events of a type, or null for an unknown type.</summary>
    public static string? FunctionOf(string type) =>
        type switch
        {
            TaskChanged => "OnTaskChanged",
            JobCompleted => "OnJobCompleted",
            AgentChanged => "OnAgentChanged",
            CronTaskDue => "OnCronTick",
            _ => null,
        };
}
