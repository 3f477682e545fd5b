using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>The Job controller's writes.</summary>
internal sealed class JobWriter(k8s.Kubernetes client)
{
    public Task<V1Pod> CreatePodAsync(V1Job job, CancellationToken cancellationToken) =>
        client.CoreV1.CreateNamespacedPodAsync(JobPod.Create(job), job.Metadata.NamespaceProperty, cancellationToken: cancellationToken);

    public async Task<IList<V1Pod>> PodsOfAsync(V1Job job, CancellationToken cancellationToken) =>
        (
            await client.CoreV1.ListNamespacedPodAsync(
                job.Metadata.NamespaceProperty,
                labelSelector: $"controller-uid={job.Metadata.Uid}",
                cancellationToken: cancellationToken
            )
        ).Items;

    public Task DeletePodAsync(V1Pod pod, CancellationToken cancellationToken) =>
        client.CoreV1.DeleteNamespacedPodAsync(
            pod.Metadata.Name,
            pod.Metadata.NamespaceProperty,
            Background(pod.Metadata.Uid),
            cancellationToken: cancellationToken
        );

    /// <summary>Takes the finalizer off a pod: it has been counted, or nobody is left to count it.</summary>
    public Task ReleasePodAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = pod.Metadata.Uid,
                ["$deleteFromPrimitiveList/finalizers"] = new JsonArray(PodRecord.Finalizer),
            },
        };
        return client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.StrategicMergePatch),
            pod.Metadata.Name,
            pod.Metadata.NamespaceProperty,
            cancellationToken: cancellationToken
        );
    }

    public Task<V1Job> WriteStatusAsync(V1Job job, V1JobStatus status, CancellationToken cancellationToken)
    {
        var next = new JsonObject
        {
            ["active"] = NullForZero(status.Active),
            ["ready"] = status.Ready ?? 0,
            ["succeeded"] = NullForZero(status.Succeeded),
            ["failed"] = NullForZero(status.Failed),
            ["startTime"] = Timestamp.Format(status.StartTime),
            ["completionTime"] = Timestamp.Format(status.CompletionTime),
            ["conditions"] = new JsonArray([.. (status.Conditions ?? []).Select(c => JsonNode.Parse(KubernetesJson.Serialize(c)))]),
        };
        if (status.Terminating is { } terminating)
            next["terminating"] = terminating;
        var patch = new JsonObject
        {
            // A new Job of the same name must not get the old Job's status.
            ["metadata"] = new JsonObject { ["uid"] = job.Metadata.Uid },
            ["status"] = next,
        };
        return client.BatchV1.PatchNamespacedJobStatusAsync(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch),
            job.Metadata.Name,
            job.Metadata.NamespaceProperty,
            cancellationToken: cancellationToken
        );
    }

    public Task DeleteJobAsync(V1Job job, CancellationToken cancellationToken) =>
        client.BatchV1.DeleteNamespacedJobAsync(
            job.Metadata.Name,
            job.Metadata.NamespaceProperty,
            Background(job.Metadata.Uid),
            cancellationToken: cancellationToken
        );

    private static V1DeleteOptions Background(string uid) =>
        new()
        {
            Preconditions = new() { Uid = uid },
            PropagationPolicy = "Background",
        };

    private static JsonValue? NullForZero(int? count) => count is > 0 ? JsonValue.Create(count.Value) : null;
}
