namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>Where the objects of a <see cref="World"/> are.</summary>
internal static class WorldPaths
{
    public const string Namespace = "ns";
    public const string AgentsPath = $"{Ours}/agents";
    public const string Agent = $"{AgentsPath}/default";
    public const string TasksPath = $"{Ours}/tasks";
    public const string JobsPath = $"apis/batch/v1/namespaces/{Namespace}/jobs";
    public const string PodsPath = $"api/v1/namespaces/{Namespace}/pods";
    private const string Ours = $"apis/kubetask.io/v1alpha1/namespaces/{Namespace}";
}
