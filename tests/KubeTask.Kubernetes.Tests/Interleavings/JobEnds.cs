using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// Starts and ends the pods of Jobs, and Jobs with them. The end of each attempt depends on the Job's name and a seed, and not on the order
/// of events, unless somebody deletes its pod.
/// </summary>
internal sealed class JobEnds(MemoryApi api, Random random, TimeProvider time, int outcomes)
{
    private const int Evicted = 3;

    private string Now => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Gives one active Job its pod, whose agent runs. An agent that will be evicted never starts.</summary>
    public void StartOne()
    {
        if (Draw(Active().Where(j => Outcome(j) != Evicted && j["spec"]!["activeDeadlineSeconds"] is null && !Pods(j).Any())) is { } job)
            AddPod(job, Running());
    }

    /// <summary>Ends one active Job, with its pod, or a pod that outlived its Job. Returns false if there is none.</summary>
    public bool EndOne()
    {
        if (Draw(api.Of(PodsPath).Select(p => p.Value).Where(p => HasOutlived(p))) is { } left && random.Next(2) == 0)
        {
            api.Record($"{left["metadata"]!["name"]} is gone");
            api.Delete(PathOf(PodsPath, left));
            return true;
        }

        if (Draw(Active()) is not { } job)
            return api.Of(PodsPath).Any(p => HasOutlived(p.Value));
        JsonObject[] pods = [.. Pods(job)];
        if (job["spec"]!["activeDeadlineSeconds"] is not null)
        {
            // The Job controller deletes the pods of a Job past its deadline. An old one doesn't wait until they are gone.
            foreach (JsonObject pod in pods)
            {
                if (Replaces(job))
                    MarkDeleted(pod);
                else
                    api.Delete(PathOf(PodsPath, pod));
            }

            End(job, succeeded: false, "DeadlineExceeded");
        }
        else if (Array.Find(pods, p => p["metadata"]!["deletionTimestamp"] is not null) is { } deleted)
        {
            api.Record($"{deleted["metadata"]!["name"]} is gone");
            api.Delete(PathOf(PodsPath, deleted));
            if (!Replaces(job))
                End(job, succeeded: false, "BackoffLimitExceeded");
        }
        else if (Array.Find(pods, p => p["spec"]!["activeDeadlineSeconds"] is not null) is { } stopped)
        {
            SetStatus(
                stopped,
                new JsonObject
                {
                    ["phase"] = "Failed",
                    ["reason"] = "DeadlineExceeded",
                    ["containerStatuses"] = Agent("terminated", new JsonObject { ["exitCode"] = 137 }),
                }
            );
            End(job, succeeded: false, "BackoffLimitExceeded");
        }
        else
        {
            EndByOutcome(job, pods.FirstOrDefault());
        }

        return true;
    }

    /// <summary>Somebody deletes a pod that runs. An old Job controller creates another one at once.</summary>
    public void DeleteOnePod()
    {
        JsonObject[] jobs = [.. Active().Where(j => Pods(j).Any(p => p["metadata"]!["deletionTimestamp"] is null))];
        if (Draw(jobs) is not { } job)
            return;
        JsonObject pod = Pods(job).First(p => p["metadata"]!["deletionTimestamp"] is null);
        api.Record($"somebody deletes {pod["metadata"]!["name"]}");
        MarkDeleted(pod);
        if (Replaces(job) && job["spec"]!["activeDeadlineSeconds"] is null)
            AddPod(job, random.Next(2) == 0 ? Running() : new JsonObject { ["phase"] = "Pending" });
    }

    private void MarkDeleted(JsonObject pod) => api.Change(PathOf(PodsPath, pod), p =>
        {
            p["metadata"]!["deletionTimestamp"] = Now;
            p["metadata"]!["deletionGracePeriodSeconds"] = 0;
        });

    private bool HasOutlived(JsonObject pod) =>
        pod["metadata"]!["deletionTimestamp"] is not null
        && api.Of(JobsPath)
            .Any(j =>
                j.Value["status"]?["conditions"] is not null
                && (string?)j.Value["metadata"]!["uid"] == (string?)pod["metadata"]!["ownerReferences"]![0]!["uid"]
            );

    private void EndByOutcome(JsonObject job, JsonObject? pod)
    {
        int outcome = Outcome(job);
        JsonObject status = outcome switch
        {
            Evicted => new JsonObject { ["phase"] = "Failed", ["reason"] = "Evicted" },
            _ => new JsonObject
            {
                ["phase"] = outcome == 2 ? "Failed" : "Succeeded",
                ["containerStatuses"] = Agent("terminated", Ended(outcome)),
            },
        };
        if (pod is null)
            AddPod(job, status);
        else
            SetStatus(pod, status);
        End(job, succeeded: outcome < 2, outcome < 2 ? null : "BackoffLimitExceeded");
    }

    /// <summary>The end of an agent that runs to its end. One of three says nothing about its usage.</summary>
    private static JsonObject Ended(int outcome) =>
        outcome switch
        {
            0 => new JsonObject { ["exitCode"] = 0 },
            1 => new JsonObject { ["exitCode"] = 0, ["message"] = UsageRules.Report },
            _ => new JsonObject { ["exitCode"] = 3, ["message"] = UsageRules.Report },
        };

    private void End(JsonObject job, bool succeeded, string? reason)
    {
        api.Record($"{job["metadata"]!["name"]} ends");
        api.Change(PathOf(JobsPath, job), j => j["status"] = new JsonObject
            {
                [succeeded ? "succeeded" : "failed"] = 1,
                ["conditions"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = succeeded ? "Complete" : "Failed",
                        ["status"] = "True",
                        ["reason"] = reason,
                        ["lastTransitionTime"] = Now,
                    }
                ),
            });
    }

    private void SetStatus(JsonObject pod, JsonObject status) => api.Change(PathOf(PodsPath, pod), p => p["status"] = status);

    private void AddPod(JsonObject job, JsonObject status)
    {
        string name = (string)job["metadata"]!["name"]!;
        int number = 1;
        while (api.Find($"{PodsPath}/{name}-pod-{number}") is not null)
            number++;
        api.Add(
            PodsPath,
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = $"{name}-pod-{number}",
                    ["namespace"] = Namespace,
                    ["labels"] = new JsonObject
                    {
                        ["job-name"] = name,
                        [Labels.Task] = job["metadata"]!["labels"]![Labels.Task]!.DeepClone(),
                    },
                    ["ownerReferences"] = new JsonArray(new JsonObject { ["uid"] = job["metadata"]!["uid"]!.DeepClone() }),
                },
                ["spec"] = new JsonObject { ["nodeName"] = "n" },
                ["status"] = status,
            }
        );
    }

    private static JsonObject Running() => new() { ["phase"] = "Running", ["containerStatuses"] = Agent("running", []) };

    private static JsonArray Agent(string state, JsonObject details) =>
        [
            new JsonObject
            {
                ["name"] = KubeTaskApi.AgentContainer,
                ["state"] = new JsonObject { [state] = details },
            },
        ];

    private IEnumerable<JsonObject> Active() => api.Of(JobsPath).Select(j => j.Value).Where(j => j["status"]?["conditions"] is null);

    private IEnumerable<JsonObject> Pods(JsonObject job) =>
        api.Of(PodsPath)
            .Select(p => p.Value)
            .Where(p => (string?)p["metadata"]!["ownerReferences"]![0]!["uid"] == (string?)job["metadata"]!["uid"]);

    private JsonObject? Draw(IEnumerable<JsonObject> objects) =>
        objects.ToArray() is { Length: > 0 } some ? some[random.Next(some.Length)] : null;

    private static bool Replaces(JsonObject job) => (string?)job["spec"]!["podReplacementPolicy"] != "Failed";

    private static string PathOf(string collection, JsonObject document) => $"{collection}/{document["metadata"]!["name"]}";

    private int Outcome(JsonObject job) =>
        (int)(((string)job["metadata"]!["name"]!).Aggregate((uint)outcomes, (hash, c) => (hash ^ c) * 16_777_619) >> 8) % 4;
}
