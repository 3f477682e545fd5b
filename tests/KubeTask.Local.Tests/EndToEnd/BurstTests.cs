using System.Diagnostics;

namespace KubeTask.Local.Tests.EndToEnd;

[Collection(nameof(ClusterFixture))]
public sealed class BurstTests(ClusterFixture cluster)
{
    private const int Count = 200;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Two_hundred_Tasks_at_once_all_complete_with_one_Job_each_and_the_functions_go_back_to_zero()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "burst", "true");
        await space.ApplyAsync(Space.Task("sentinel"));
        await using var tasks = new KubectlWatch(cluster.Kubeconfig, "tasks", "-n", space.Name, "--no-headers");
        await using var jobs = new KubectlWatch(cluster.Kubeconfig, "jobs", "-n", space.Name, "--output-watch-events", "--no-headers");
        await space.PhaseAsync("Completed", "sentinel");
        // A watch first reports what exists: from here on nothing is missed.
        await Eventually.That(() => !tasks.Lines.IsEmpty && !jobs.Lines.IsEmpty, "the watches' first lines");

        string[] names = [.. Enumerable.Range(1, Count).Select(n => $"burst-{n:D3}")];
        long begun = Stopwatch.GetTimestamp();
        await space.ApplyAsync(string.Concat(names.Select(n => Space.Task(n))));
        TimeSpan applied = Stopwatch.GetElapsedTime(begun);
        await Eventually.That(() => Phases(tasks).Count(p => p.Value.Contains("Completed")) > Count, "every Task Completed", s_limit);
        TimeSpan completed = Stopwatch.GetElapsedTime(begun);
        await Eventually.That(() => cluster.Cluster.Replicas.Current is { Desired: 0, Running: 0, Ready: 0 }, "no function");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Count} Tasks: applied after {applied.TotalSeconds:F1} s, all Completed after "
                + $"{completed.TotalSeconds:F1} s, no function after {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s"
        );

        Assert.Empty(MachineProcesses.WithEnvironment(Path.Combine(cluster.State, "functions.kubeconfig")));
        IReadOnlyDictionary<string, HashSet<string>> phases = Phases(tasks);
        Assert.All(names, name => Assert.Superset(new HashSet<string> { "Running", "Completed" }, phases[name]));
        Assert.Empty(phases.Values.SelectMany(p => p).Distinct().Except(["", "Pending", "Running", "Completed"]));
        // One Job ever, not only in the end.
        string[] made =
        [
            .. jobs.Lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w[0] == "ADDED").Select(w => w[1]),
        ];
        Assert.Equal(names.Select(n => n + "-job").Append("sentinel-job"), made.Order(StringComparer.Ordinal));
    }

    /// <summary>The phases in which the watch has shown each Task; a Task that has none yet has an empty column.</summary>
    private static Dictionary<string, HashSet<string>> Phases(KubectlWatch tasks)
    {
        var phases = new Dictionary<string, HashSet<string>>();
        foreach (string line in tasks.Lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!phases.TryGetValue(words[0], out HashSet<string>? seen))
                phases[words[0]] = seen = [];
            seen.Add(words.Length > 2 ? words[1] : "");
        }

        return phases;
    }
}
