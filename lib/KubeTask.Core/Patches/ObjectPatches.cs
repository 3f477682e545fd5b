using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Patches;

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

    /// <summary>A patch that gives a pod or a Job a deadline, if it still is the object of that uid.</summary>
    /// <param name="uid">The object's uid.</param>
    /// <param name="seconds">Seconds from its start.</param>
    public static byte[] Deadline(string uid, long seconds) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = uid },
                ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = seconds },
            },
            ApiJson.Default.JsonObject
        );

    private static byte[] Patch(V1ObjectMeta read, JsonObject patch)
    {
        JsonObject metadata = patch["metadata"]?.AsObject() ?? [];
        metadata["resourceVersion"] = read.ResourceVersion;
        metadata["uid"] = read.Uid;
        patch["metadata"] = metadata;
        return JsonSerializer.SerializeToUtf8Bytes(patch, ApiJson.Default.JsonObject);
    }
}
