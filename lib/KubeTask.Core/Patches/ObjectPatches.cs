using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;

namespace KubeTask.Core.Patches;

/// <summary>JSON merge patches (RFC 7386) that fail if the object has changed since it was read: the API server then answers 409.</summary>
public static class ObjectPatches
{
    /// <summary>A patch that makes the status exactly the new one. Fields that only the old status has are removed.</summary>
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

    /// <summary>A patch that ends a Job and lets it have no more pods, if it still has this uid.</summary>
    /// <param name="uid">The Job's uid.</param>
    /// <param name="now">The time, which an annotation keeps.</param>
    public static byte[] StopJob(string uid, DateTimeOffset now) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["uid"] = uid,
                    ["annotations"] = new JsonObject { [Annotations.StoppedAt] = JobStop.StoppedAt(now) },
                },
                ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = 1, ["parallelism"] = 0 },
            },
            ApiJson.Default.JsonObject
        );

    /// <summary>A patch that gives a pod a deadline, if it still has this uid.</summary>
    /// <param name="uid">The pod's uid.</param>
    /// <param name="seconds">The deadline in seconds after its start.</param>
    /// <param name="annotation">An annotation that is set to true at the same time, or null.</param>
    public static byte[] Deadline(string uid, long seconds, string? annotation = null)
    {
        var metadata = new JsonObject { ["uid"] = uid };
        if (annotation is not null)
            metadata["annotations"] = new JsonObject { [annotation] = "true" };
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["metadata"] = metadata,
                ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = seconds },
            },
            ApiJson.Default.JsonObject
        );
    }

    private static byte[] Patch(V1ObjectMeta read, JsonObject patch)
    {
        JsonObject metadata = patch["metadata"]?.AsObject() ?? [];
        metadata["resourceVersion"] = read.ResourceVersion;
        metadata["uid"] = read.Uid;
        patch["metadata"] = metadata;
        return JsonSerializer.SerializeToUtf8Bytes(patch, ApiJson.Default.JsonObject);
    }
}
