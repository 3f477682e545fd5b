using KubeTask.Core.Api;

namespace KubeTask.Scaler.Watching;

/// <summary>A resource type to watch in all namespaces.</summary>
/// <param name="Resource">Its full name, such as <c>tasks.kubetask.io</c>.</param>
/// <param name="Path">The collection's path without a leading slash.</param>
/// <param name="Selector">Restricts lists and watches. The end of a query: empty, or it begins with an ampersand.</param>
internal sealed record ObservedKind<T>(string Resource, string Path, string Selector, IObservedReader<T> Reader)
    where T : class, IObserved
{
    /// <summary>Restricts lists alone, in the same form.</summary>
    public string ListSelector { get; init; } = "";

    /// <summary>Whether only the metadata of the objects is asked for.</summary>
    public bool MetadataOnly { get; init; }
}

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

    public static ObservedKind<ObservedContext> Contexts { get; } =
        new("contexts." + KubeTaskApi.Group, $"apis/{KubeTaskApi.GroupVersion}/contexts", "", new ObservedContextReader())
        {
            MetadataOnly = true,
        };

    /// <summary>
    /// Lists have only pods that may still run: those that have ended are many, and of no use. A watch also shows how each pod ends, and
    /// the event of that end carries it.
    /// </summary>
    public static ObservedKind<ObservedPod> Pods { get; } =
        new("pods", "api/v1/pods", s_managed, new ObservedPodReader())
        {
            ListSelector = "&fieldSelector=" + Uri.EscapeDataString("status.phase!=Succeeded,status.phase!=Failed"),
        };
}
