using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>Ends Jobs. The end of each attempt depends on the Job's name and a seed, and not on the order of events.</summary>
internal sealed class JobEnds(MemoryApi api, Random random, TimeProvider time, int outcomes)
{
    /// <summary>Gives one active Job a pod, and then ends it. Returns false if no Job is active.</summary>
    public bool EndOne()
    {
        KeyValuePair<string, JsonObject>[] active = [.. api.Of(JobsPath).Where(j => j.Value["status"]?["conditions"] is null)];
        if (active.Length == 0)
            return false;
        (string path, JsonObject job) = active[random.Next(active.Length)];
        string name = (string)job["metadata"]!["name"]!;
        int outcome = Hash(name) % 4;
        string now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (job["spec"]!["activeDeadlineSeconds"] is not null)
        {
            // A stopped Job fails without a pod.
            outcome = 3;
        }
        else if (api.Find($"{PodsPath}/{name}-pod") is null)
        {
            api.Add(PodsPath, Pod(job, name, outcome));
        }

        api.Record($"{name} ends");
        api.Change(path, j => j["status"] = new JsonObject
            {
                [outcome < 2 ? "succeeded" : "failed"] = 1,
                ["conditions"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = outcome < 2 ? "Complete" : "Failed",
                        ["status"] = "True",
                        ["lastTransitionTime"] = now,
                    }
                ),
            });
        return true;
    }

    private static JsonObject Pod(JsonObject job, string name, int outcome)
    {
        JsonObject status = outcome switch
        {
            3 => new JsonObject { ["phase"] = "Failed", ["reason"] = "Evicted" },
            _ => new JsonObject
            {
                ["phase"] = outcome == 2 ? "Failed" : "Succeeded",
                ["containerStatuses"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "agent",
                        ["state"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = outcome == 2 ? 3 : 0 } },
                    }
                ),
            },
        };
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name + "-pod",
                ["namespace"] = Namespace,
                ["labels"] = new JsonObject { ["job-name"] = name, [Labels.Task] = job["metadata"]!["labels"]![Labels.Task]!.DeepClone() },
                ["ownerReferences"] = new JsonArray(new JsonObject { ["uid"] = job["metadata"]!["uid"]!.DeepClone() }),
            },
            ["spec"] = new JsonObject { ["nodeName"] = "n" },
            ["status"] = status,
        };
    }

    private int Hash(string text) => (int)(text.Aggregate((uint)outcomes, (hash, c) => (hash ^ c) * 16_777_619) >> 8);
}
