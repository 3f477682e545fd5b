using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;

namespace KubeTask.Core.Patches;

/// <summary>JSON merge patches (RFC 7386) that fail if the object has changed since it was read: the API server then answers 409.</summary>
public static class ObjectPatches
{
    /// <summary>A patch that sets one label.</summary>
    public static byte[] Label(V1ObjectMeta read, string key, string value) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["labels"] = new JsonObject { [key] = value },
                    ["resourceVersion"] = read.ResourceVersion,
                    ["uid"] = read.Uid,
                },
            },
            ApiJson.Default.JsonObject
        );

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
}
