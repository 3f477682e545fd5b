namespace KubeTask.Kubernetes.Http;

/// <summary>The formats of requests to the API server.</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
}
