using System.Globalization;
using KubeTask.Core;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Functions.TaskApi;

/// <summary>The paths of requests as the caller, besides those of <see cref="ApiPaths"/>. Names and values are escaped.</summary>
internal static class CallerPaths
{
    public static string Tasks(string ns) => ApiPaths.Task(new ObjectKey(ns, "")).TrimEnd('/');

    public static string Namespace(string ns) => $"api/v1/namespaces/{Uri.EscapeDataString(ns)}";

    /// <summary>The Task with a label, from the API server's cache (resourceVersion 0) and not from etcd.</summary>
    public static string FindTask(string ns, string label, string value) =>
        $"{Tasks(ns)}?resourceVersion=0&labelSelector={Uri.EscapeDataString($"{label}={value}")}";

    public static string WatchTask(ObjectKey key, string resourceVersion) =>
        Watch(Tasks(key.Namespace), $"fieldSelector={Uri.EscapeDataString("metadata.name=" + key.Name)}", resourceVersion);

    public static string PodsOfJob(ObjectKey job) => ApiPaths.PodsOfJob(job);

    public static string WatchPodsOfJob(ObjectKey job, string resourceVersion) =>
        Watch($"{Namespace(job.Namespace)}/pods", $"labelSelector={Uri.EscapeDataString("job-name=" + job.Name)}", resourceVersion);

    public static string PodLog(ObjectKey pod, string container, bool follow, int? tailLines) =>
        $"{ApiPaths.Pod(pod)}/log?container={container}"
        + (follow ? "&follow=true" : "")
        + (tailLines is { } lines ? string.Create(CultureInfo.InvariantCulture, $"&tailLines={lines}") : "");

    private static string Watch(string collection, string selector, string resourceVersion) =>
        $"{collection}?watch=true&allowWatchBookmarks=true&{selector}&resourceVersion={Uri.EscapeDataString(resourceVersion)}";
}
