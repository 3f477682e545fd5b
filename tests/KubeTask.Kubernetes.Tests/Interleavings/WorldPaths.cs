namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>Where the objects of a <see cref="World"/> are.</summary>
internal static class WorldPaths
{
    public const string Namespace = "ns";
    public const string Agents = $"{Ours}/agents";
    public const string Agent = $"{Agents}/default";
    public const string Tasks = $"{Ours}/tasks";
    public const string Jobs = $"apis/batch/v1/namespaces/{Namespace}/jobs";
    public const string Pods = $"api/v1/namespaces/{Namespace}/pods";
    private const string Ours = $"apis/kubetask.io/v1alpha1/namespaces/{Namespace}";
}
