using KubeTask.Core.Api;

namespace KubeTask.Cli.Tasks;

/// <summary>The attempts of a Task, as its status lists them. Pure.</summary>
internal static class Attempts
{
    /// <summary>The attempts' Jobs, oldest first. The attempt's number is the place in this list, counted from 1.</summary>
    public static IReadOnlyList<string> Jobs(V1Alpha1Task task)
    {
        List<string> jobs = [.. (task.Status?.Attempts ?? []).Select(a => a.JobName)];
        if (task.Status?.JobName is { Length: > 0 } current && !jobs.Contains(current))
            jobs.Add(current);
        return jobs;
    }

    /// <summary>Whether the attempt with this number has ended, so that none of its pods will start any more.</summary>
    public static bool IsOver(V1Alpha1Task task, int attempt) =>
        TaskFeed.HasEnded(task)
        || Jobs(task).Count > attempt
        || (task.Status?.Attempts ?? []).ElementAtOrDefault(attempt - 1)?.CompletionTime is not null;
}
