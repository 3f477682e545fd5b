using KubeTask.Core.Events;

namespace KubeTask.Scaler.Index;

/// <summary>Which work a scaled workload is for: the trigger's setting <c>workload</c>.</summary>
public enum WorkFilter
{
    All,
    Tasks,
    Jobs,

    /// <summary>Requests that the activator holds or forwards.</summary>
    Http,
}

/// <summary>What the filters mean and how they are written.</summary>
public static class WorkFilters
{
    public static bool Matches(this WorkFilter filter, string eventType) => filter switch
    {
        WorkFilter.Tasks => eventType == EventType.TaskChanged,
        WorkFilter.Jobs => eventType == EventType.JobCompleted,
        WorkFilter.Http => false,
        _ => true,
    };

    /// <summary>Whether HTTP requests are among the work.</summary>
    public static bool HasHttp(this WorkFilter filter) => filter is WorkFilter.All or WorkFilter.Http;

    /// <summary>Reads the setting; absent means all. Null for an unknown value.</summary>
    public static WorkFilter? Parse(string? text) => text switch
    {
        null or "" or "all" => WorkFilter.All,
        "tasks" => WorkFilter.Tasks,
        "jobs" => WorkFilter.Jobs,
        "http" => WorkFilter.Http,
        _ => null,
    };
}
