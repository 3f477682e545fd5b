namespace KubeTask.Kubernetes.Http;

/// <summary>The formats of requests to the API server.</summary>
public static class MediaTypes
{
    public const string Json = "application/json";

    /// <summary>Only the metadata of an object, or of the objects of a watch. A server that can't do that sends all of it.</summary>
    public const string Metadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    /// <summary>Only the metadata of a list's objects. A server that can't do that sends all of them.</summary>
    public const string MetadataOfList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    public const string MergePatch = "application/merge-patch+json";
}
