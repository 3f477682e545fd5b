namespace KubeTask.Scaler.Index.Queue;

/// <summary>Which work a scaled workload handles: the trigger's setting <c>workload</c>.</summary>
public enum WorkFilter
{
    All,

    /// <summary>Tasks, and the Agents that they wait for.</summary>
    Tasks,

    /// <summary>Jobs that have ended.</summary>
    Jobs,

    /// <summary>CronTasks that are due, or will be in a moment.</summary>
    Crons,

    /// <summary>HTTP requests.</summary>
    Http,
}

/// <summary>What the filters mean and how they are written.</summary>
public static class WorkFilters
{
    /// <summary>The values of the setting, for messages.</summary>
    public const string Values = "tasks, jobs, crons, http or all";

    /// <summary>Reads the setting; absent means all. Null for an unknown value.</summary>
    public static WorkFilter? Parse(string? text) =>
        text switch
        {
            null or "" or "all" => WorkFilter.All,
            "tasks" => WorkFilter.Tasks,
            "jobs" => WorkFilter.Jobs,
            "crons" => WorkFilter.Crons,
            "http" => WorkFilter.Http,
            _ => null,
        };

    internal static bool Matches(this WorkFilter filter, WorkType type) =>
        filter switch
        {
            WorkFilter.Tasks => type is WorkType.TaskChanged or WorkType.AgentChanged,
            WorkFilter.Jobs => type == WorkType.JobCompleted,
            WorkFilter.Crons => type == WorkType.CronTaskDue,
            WorkFilter.Http => type == WorkType.Http,
            _ => type != WorkType.None,
        };
}
