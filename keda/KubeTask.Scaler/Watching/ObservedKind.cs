using KubeTask.Core.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>A resource type to watch in all namespaces.</summary>
/// <param name="Resource">What people call it, such as <c>tasks.kubetask.io</c>.</param>
/// <param name="Path">The collection's path without a leading slash.</param>
/// <param name="LabelSelector">Narrows what is watched; null for all.</param>
internal sealed record ObservedKind<T>(string Resource, string Path, string? LabelSelector, IObservedReader<T> Reader)
    where T : class, IObserved;

/// <summary>The resource types that the scaler watches.</summary>
internal static class ObservedKinds
{
    public static ObservedKind<ObservedTask> Tasks { get; } =
        new("tasks." + KubeTaskApi.Group, $"apis/{KubeTaskApi.GroupVersion}/tasks", null, new ObservedTaskReader());

    public static ObservedKind<ObservedConfig> Configs { get; } =
        new("kubetaskconfigs." + KubeTaskApi.Group, $"apis/{KubeTaskApi.GroupVersion}/kubetaskconfigs", null, new ObservedConfigReader());

    public static ObservedKind<ObservedJob> Jobs { get; } =
        new("jobs.batch", "apis/batch/v1/jobs", Labels.ManagedSelector, new ObservedJobReader());
}
