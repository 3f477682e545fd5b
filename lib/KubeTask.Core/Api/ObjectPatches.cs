using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>JSON merge patches (RFC 7386) that hold only if the object is still as it was read: the API server answers 409 where it isn't.</summary>
public static class ObjectPatches
{
    /// <summary>A patch after which the status is exactly the new one: what the old one had and the new one hasn't is removed.</summary>
    public static byte[] Status<T>(V1ObjectMeta read, T? old, T status, JsonTypeInfo<T> type)
        where T : class
    {
        JsonObject patched = JsonSerializer.SerializeToNode(status, type)!.AsObject();
        foreach ((string name, _) in old is null ? [] : JsonSerializer.SerializeToNode(old, type)!.AsObject())
            patched.TryAdd(name, null);
        return Patch(read, new JsonObject { ["status"] = patched });
    }

    /// <summary>A patch that sets one label.</summary>
    public static byte[] Label(V1ObjectMeta read, string key, string value) =>
        Patch(read, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [key] = value } } });

    private static byte[] Patch(V1ObjectMeta read, JsonObject patch)
    {
        JsonObject metadata = patch["metadata"]?.AsObject() ?? [];
        metadata["resourceVersion"] = read.ResourceVersion;
        metadata["uid"] = read.Uid;
        patch["metadata"] = metadata;
        return JsonSerializer.SerializeToUtf8Bytes(patch, ApiJson.Default.JsonObject);
    }
}
