using System.Text.Json.Nodes;
using KubeTask.Core;

namespace KubeTask.Functions.TaskApi;

/// <summary>The Jobs of a Task's attempts, as its status lists them. Pure.</summary>
internal static class AttemptJobs
{
    /// <summary>The Jobs, oldest first. The attempt's number is the place in this list, counted from 1.</summary>
    public static IReadOnlyList<string> Of(JsonObject task)
    {
        var jobs = (task["status"]?["attempts"] as JsonArray ?? []).Select(a => (string)a!["jobName"]!).ToList();
        if ((string?)task["status"]?["jobName"] is { Length: > 0 } current && !jobs.Contains(current))
            jobs.Add(current);
        return jobs;
    }

    /// <summary>The key of an attempt's Job. The attempt must have one.</summary>
    public static ObjectKey KeyOf(JsonObject task, int attempt) => new((string)task["metadata"]!["namespace"]!, Of(task)[attempt - 1]);

    /// <summary>Whether the attempt with this number has ended, so that none of its pods will start any more.</summary>
    public static bool IsOver(JsonObject task, int attempt) =>
        TaskWatch.HasEnded(task)
        || Of(task).Count > attempt
        || (task["status"]?["attempts"] as JsonArray)?.ElementAtOrDefault(attempt - 1)?["completionTime"] is not null;
}
