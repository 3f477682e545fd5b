using KubeTask.Core.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>A resource type to watch in all namespaces.</summary>
/// <param name="Resource">Its full name, such as <c>tasks.kubetask.io</c>.</param>
/// <param name="Path">The collection's path without a leading slash.</param>
/// <param name="Selector">Restricts the watch. The end of a query: empty, or it begins with an ampersand.</param>
internal sealed record ObservedKind<T>(string Resource, string Path, string Selector, IObservedReader<T> Reader)
    where T : class, IObserved;

/// <summary>The resource types that the scaler watches.</summary>
internal static class ObservedKinds
{
    private static readonly string s_managed = "&labelSelector=" + Uri.EscapeDataString(Labels.ManagedSelector);

    public static ObservedKind<ObservedTask> Tasks { get; } =
        new("tasks." + KubeTaskApi.Group, $"apis/{KubeTaskApi.GroupVersion}/tasks", "", new ObservedTaskReader());

    public static ObservedKind<ObservedConfig> Configs { get; } =
        new("kubetaskconfigs." + KubeTaskApi.Group, $"apis/{KubeTaskApi.GroupVersion}/kubetaskconfigs", "", new ObservedConfigReader());

    public static ObservedKind<ObservedJob> Jobs { get; } = new("jobs.batch", "apis/batch/v1/jobs", s_managed, new ObservedJobReader());

    public static ObservedKind<ObservedAgent> Agents { get; } =
        new("agents." + KubeTaskApi.Group, $"apis/{KubeTaskApi.GroupVersion}/agents", "", new ObservedAgentReader());

    public static ObservedKind<ObservedCronTask> CronTasks { get; } =
        new("crontasks." + KubeTaskApi.Group, $"apis/{KubeTaskApi.GroupVersion}/crontasks", "", new ObservedCronTaskReader());

    /// <summary>
    /// Only pods that may still run. When a pod has ended, the server reports it as deleted, with its state from before.
    /// </summary>
    public static ObservedKind<ObservedPod> Pods { get; } =
        new(
            "pods",
            "api/v1/pods",
            s_managed + "&fieldSelector=" + Uri.EscapeDataString("status.phase!=Succeeded,status.phase!=Failed"),
            new ObservedPodReader()
        );
}
