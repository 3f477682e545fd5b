using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Patches;

/// <summary>
/// Updates of a status (PUT) that fail if the object has changed since it was read: the API server then answers 409. An update costs the
/// API server less than a merge patch (docs/benchmarks.md).
/// </summary>
public static class StatusUpdates
{
    /// <summary>An update that makes the status exactly the new one. The API server takes nothing else from it, so that is all.</summary>
    public static byte[] Of<T>(IKubernetesObject<V1ObjectMeta> read, T status, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["apiVersion"] = read.ApiVersion,
                ["kind"] = read.Kind,
                ["metadata"] = new JsonObject
                {
                    ["name"] = read.Metadata.Name,
                    ["namespace"] = read.Metadata.NamespaceProperty,
                    ["uid"] = read.Metadata.Uid,
                    ["resourceVersion"] = read.Metadata.ResourceVersion,
                },
                ["status"] = JsonSerializer.SerializeToNode(status, type),
            },
            ApiJson.Default.JsonObject
        );
}
