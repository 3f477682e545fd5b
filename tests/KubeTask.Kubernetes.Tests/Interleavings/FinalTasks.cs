using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// A Task is final only when no pod of it may run. A Job that another function created at the moment of a stop doesn't count: that function
/// ends it.
/// </summary>
internal static class FinalTasks
{
    /// <summary>The first violation, or null.</summary>
    public static string? Wrong(MemoryApi api)
    {
        foreach ((string path, JsonObject task) in api.Of(TasksPath))
        {
            if (
                TaskPhase.IsTerminal((string?)task["status"]?["phase"])
                && task["metadata"]!["deletionTimestamp"] is null
                && api.Of(PodsPath).Any(p => Runs(api, p.Value, task, path[(path.LastIndexOf('/') + 1)..]))
            )
            {
                return $"{path} is final while its pod runs\n{string.Join('\n', api.Story)}";
            }
        }

        return null;
    }

    private static bool Runs(MemoryApi api, JsonObject pod, JsonObject task, string name) =>
        (string?)pod["metadata"]!["labels"]![Labels.Task] == name
        && (string?)pod["status"]?["phase"] is "Running" or "Pending"
        && IsOf(api, pod, task)
        && (!IsStopped(task) || (string?)pod["metadata"]!["labels"]!["job-name"] == (string?)task["status"]!["jobName"]);

    private static bool IsStopped(JsonObject task) =>
        task["status"]!["conditions"]!.AsArray().Any(c => (string?)c!["type"] == ConditionType.Stopped && (string?)c["status"] == "True");

    private static bool IsOf(MemoryApi api, JsonObject pod, JsonObject task) =>
        api.Of(JobsPath)
            .Any(j =>
                (string?)j.Value["metadata"]!["uid"] == (string?)pod["metadata"]!["ownerReferences"]![0]!["uid"]
                && (string?)j.Value["metadata"]!["ownerReferences"]![0]!["uid"] == (string?)task["metadata"]!["uid"]
            );
}
