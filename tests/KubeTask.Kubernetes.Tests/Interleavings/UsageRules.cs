using System.Text.Json.Nodes;
using KubeTask.Runs;
using static KubeTask.Kubernetes.Tests.Interleavings.WorldPaths;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>Checks each write of the Agent's usage: a Task is counted once, and in the end each Task that is there is counted.</summary>
internal sealed class UsageRules
{
    private const int Tokens = 7;
    private readonly MemoryApi _api;
    private readonly HashSet<string> _counted = [];
    private HashSet<string> _listed = [];

    public UsageRules(MemoryApi api)
    {
        _api = api;
        api.FunctionChanged = Check;
    }

    /// <summary>The termination message of an attempt that reports its usage.</summary>
    public static string Report => RunReport.LineStart + $"{{\"usage\":{{\"outputTokens\":{Tokens},\"totalTokens\":{Tokens}}}}}";

    /// <summary>The first violation, or null.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Checks what must hold when nothing is left to do.</summary>
    /// <param name="all">Whether no Task was deleted, so that the sums of Tasks and Agent are the same.</param>
    public void CheckTheEnd(bool all)
    {
        JsonObject[] reporting =
        [
            .. _api.Of(TasksPath)
                .Select(t => t.Value)
                .Where(t => t["status"]?["usage"] is not null && t["metadata"]!["deletionTimestamp"] is null),
        ];
        foreach (JsonObject task in reporting)
        {
            if ((bool?)task["status"]!["usageCounted"] != true || !_counted.Contains(Uid(task)))
                Violated($"the usage of {task["metadata"]!["name"]} isn't counted");
        }

        if (Sum("tasks") != _counted.Count)
            Violated($"{_counted.Count} Tasks were counted, and the sum has {Sum("tasks")}");
        long used = reporting.Sum(t => (long)t["status"]!["usage"]!["totalTokens"]!);
        if (all && Sum("totalTokens") != used)
            Violated($"the Tasks used {used} tokens, and the sum is {Sum("totalTokens")}");
    }

    private void Check(string path)
    {
        if (path != Agent)
            return;
        HashSet<string> listed = [.. (_api.Find(Agent)!["status"]?["usageCounted"]?.AsArray() ?? []).Select(c => (string)c!["uid"]!)];
        foreach (string uid in listed.Except(_listed))
        {
            if (!_counted.Add(uid))
                Violated($"{uid} is counted twice");
        }

        _listed = listed;
    }

    private long Sum(string field) => (_api.Find(Agent)!["status"]?["usagePerDay"]?.AsArray() ?? []).Sum(d => (long?)d![field] ?? 0);

    private static string Uid(JsonObject document) => (string)document["metadata"]!["uid"]!;

    private void Violated(string rule) => Wrong ??= $"{rule}\n{string.Join('\n', _api.Story)}";
}
