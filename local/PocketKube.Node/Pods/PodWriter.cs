using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PocketKube.Node.Pods;

/// <summary>Writes the node's changes to pods. A pod that is gone or was replaced is not an error.</summary>
internal sealed class PodWriter(k8s.Kubernetes client, string nodeName, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private volatile bool _noBinding;

    /// <summary>Puts the pod on this node, as the scheduler would.</summary>
    public Task BindAsync(V1Pod pod, CancellationToken cancellationToken) =>
        RepeatAsync(
            pod,
            () => _noBinding ? PatchNodeNameAsync(pod, cancellationToken) : CreateBindingAsync(pod, cancellationToken),
            cancellationToken
        );

    public Task WriteStatusAsync(V1Pod pod, PodStatusDraft draft, CancellationToken cancellationToken)
    {
        JsonNode status = JsonNode.Parse(KubernetesJson.Serialize(draft.Build(Timestamp.WholeSeconds(time.GetUtcNow()))))!;
        foreach (JsonNode? condition in status["conditions"]?.AsArray() ?? [])
        {
            // Conditions merge field by field: what a former one said must not stay.
            condition!["reason"] ??= null;
            condition["message"] ??= null;
        }
        var patch = new JsonObject
        {
            // A new pod of the same name must not get the old pod's status.
            ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid },
            ["status"] = status,
        };
        return RepeatAsync(
            pod,
            () =>
                client.CoreV1.PatchNamespacedPodStatusAsync(
                    // A strategic patch leaves the conditions of others, such as that of an eviction.
                    new V1Patch(patch.ToJsonString(), V1Patch.PatchType.StrategicMergePatch),
                    pod.Metadata.Name,
                    pod.Metadata.NamespaceProperty,
                    cancellationToken: cancellationToken
                ),
            cancellationToken
        );
    }

    /// <summary>Removes the object of a pod whose processes have ended.</summary>
    public Task DeleteAsync(V1Pod pod, CancellationToken cancellationToken) =>
        RepeatAsync(
            pod,
            () =>
                client.CoreV1.DeleteNamespacedPodAsync(
                    pod.Metadata.Name,
                    pod.Metadata.NamespaceProperty,
                    new V1DeleteOptions
                    {
                        GracePeriodSeconds = 0,
                        Preconditions = new() { Uid = pod.Metadata.Uid },
                    },
                    cancellationToken: cancellationToken
                ),
            cancellationToken
        );

    private async Task CreateBindingAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.CreateNamespacedPodBindingAsync(
                new V1Binding
                {
                    ApiVersion = "v1",
                    Kind = "Binding",
                    Metadata = new()
                    {
                        Name = pod.Metadata.Name,
                        NamespaceProperty = pod.Metadata.NamespaceProperty,
                        Uid = pod.Metadata.Uid,
                    },
                    Target = new()
                    {
                        ApiVersion = "v1",
                        Kind = "Node",
                        Name = nodeName,
                    },
                },
                pod.Metadata.Name,
                pod.Metadata.NamespaceProperty,
                cancellationToken: cancellationToken
            );
        }
        catch (HttpOperationException e)
            when (e.Response.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented
                || (
                    e.Response.StatusCode == HttpStatusCode.NotFound
                    && !e.Response.Content.Contains(pod.Metadata.Name, StringComparison.Ordinal)
                )
            )
        {
            // The API server in memory has no pods/binding; it lets nodeName be set.
            _noBinding = true;
            await PatchNodeNameAsync(pod, cancellationToken);
        }
    }

    private Task<V1Pod> PatchNodeNameAsync(V1Pod pod, CancellationToken cancellationToken) =>
        client.CoreV1.PatchNamespacedPodAsync(
            MergePatch(
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid },
                    ["spec"] = new JsonObject { ["nodeName"] = nodeName },
                }
            ),
            pod.Metadata.Name,
            pod.Metadata.NamespaceProperty,
            cancellationToken: cancellationToken
        );

    private async Task RepeatAsync(V1Pod pod, Func<Task> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (HttpOperationException e) when (e.IsGone())
            {
                logger.LogDebug(e, "Pod {Namespace}/{Name} is gone", pod.Metadata.NamespaceProperty, pod.Metadata.Name);
                return;
            }
            catch (Exception e)
                when (e is HttpRequestException || (e is HttpOperationException failed && (int)failed.Response.StatusCode is 429 or >= 500))
            {
                // The server is unavailable or busy. The write holds the whole status, so a repeat does no harm.
                logger.LogWarning(e, "Writing pod {Namespace}/{Name} is tried again", pod.Metadata.NamespaceProperty, pod.Metadata.Name);
                await Task.Delay(s_pause, time, cancellationToken);
            }
        }
    }

    private static V1Patch MergePatch(JsonObject patch) => new(patch.ToJsonString(), V1Patch.PatchType.MergePatch);
}
