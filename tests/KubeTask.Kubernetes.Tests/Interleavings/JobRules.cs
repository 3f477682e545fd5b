using System.Text.Json.Nodes;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>Checks each Job that is created: one for each attempt of a Task, one at a time, never more than the Agent's limit.</summary>
internal sealed class JobRules
{
    private readonly MemoryApi _api;
    private readonly int _limit;
    private readonly HashSet<string> _created = [];

    public JobRules(MemoryApi api, int limit)
    {
        _api = api;
        _limit = limit;
        api.JobCreating = Check;
        api.FunctionDeleting = Forget;
    }

    /// <summary>The first violation, or null.</summary>
    public string? Wrong { get; private set; }

    /// <summary>
    /// Forgets a Job that a function deletes before its agent could start: it waited for a ConfigMap whose name another object still has.
    /// </summary>
    private void Forget(string path)
    {
        if (path.StartsWith(JobsPath, StringComparison.Ordinal) && _api.Find(path) is { } job && job["status"] is null)
            _created.Remove($"{Owner(job)} {job["metadata"]!["name"]}");
    }

    private static string Owner(JsonObject job) => (string)job["metadata"]!["ownerReferences"]![0]!["uid"]!;

    /// <summary>Whether the Job has a pod or may get one.</summary>
    private bool MayRun(JsonObject job) =>
        job["status"]?["conditions"] is null
        && (
            (int?)job["spec"]!["parallelism"] != 0
            || _api.Of(PodsPath).Any(p => (string?)p.Value["metadata"]!["ownerReferences"]![0]!["uid"] == (string?)job["metadata"]!["uid"])
        );

    /// <summary>Checks what must hold whenever a Job is created.</summary>
    private void Check(JsonObject job)
    {
        string owner = Owner(job);
        HashSet<string> tasks = [.. _api.Of(TasksPath).Select(t => (string)t.Value["metadata"]!["uid"]!)];
        // The Task was deleted after it was read: the garbage collector deletes the Job.
        if (!tasks.Contains(owner))
            return;
        if (!_created.Add($"{owner} {job["metadata"]!["name"]}"))
            Wrong ??= $"a second Job {job["metadata"]!["name"]} for the same Task\n{string.Join('\n', _api.Story)}";
        JsonObject[] active = [.. _api.Of(JobsPath).Select(j => j.Value).Where(j => MayRun(j) && tasks.Contains(Owner(j)))];
        if (active.Any(j => Owner(j) == owner))
            Wrong ??= $"Job {job["metadata"]!["name"]} is created while another Job of the Task runs";
        if (_limit > 0 && active.Length >= _limit)
            Wrong ??= $"Job {job["metadata"]!["name"]} is one more than the limit of {_limit}\n{string.Join('\n', _api.Story)}";
    }
}
