using System.Globalization;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>Agents with limits, seen with kubectl.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class AgentLimitTests(ClusterFixture cluster)
{
    private const string Queued = ".status.conditions[?(@.type==\"Queued\")]";

    [Fact]
    public async Task Hazard_15_never_more_Tasks_run_than_the_Agent_allows_and_all_complete()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "limited");
        await using var agents = new KubectlWatch(
            cluster.Kubeconfig,
            "agents",
            "-n",
            space.Name,
            "-o",
            "jsonpath={.status.running}{\"\\n\"}"
        );
        await using var jobs = new KubectlWatch(
            cluster.Kubeconfig,
            "jobs",
            "-n",
            space.Name,
            "--output-watch-events",
            "-o",
            "jsonpath={.object.metadata.name} {.object.status.conditions[0].type}{\"\\n\"}"
        );
        await space.ApplyAsync(
            Space.Agent("default", "sleep 0.3").Replace("spec:", "spec:\n  maxConcurrentTasks: 2", StringComparison.Ordinal)
        );
        string[] names = [.. Enumerable.Range(1, 9).Select(n => $"t{n}")];
        await space.ApplyAsync(string.Concat(names.Select(n => Space.Task(n))));

        await space.PhaseAsync("Completed", names);

        await space.RunAsync("wait", "--for=jsonpath={.status.running}=0", "--timeout=90s", "agent/default");
        Assert.All(agents.Lines.Where(l => l.Length > 0), l => Assert.InRange(int.Parse(l, CultureInfo.InvariantCulture), 0, 2));
        Assert.InRange(MostAtOnce(jobs.Lines), 1, 2);
        Assert.Equal("0", await space.FieldAsync("agent/default", ".status.queued"));
    }

    [Fact]
    public async Task A_queued_Task_reports_its_position_and_the_first_starts_when_a_slot_is_free()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "line");
        await space.ApplyAsync(
            Space
                .Agent("default", $"echo awake; sleep {Space.Seconds()}")
                .Replace("spec:", "spec:\n  maxConcurrentTasks: 1", StringComparison.Ordinal)
        );
        await space.ApplyAsync(Space.Task("first"));
        await space.PhaseAsync("Running", "first");
        await space.LogAsync("first", "awake");

        await space.ApplyAsync(Space.Task("second"));
        await space.PhaseAsync("Queued", "second");
        await space.RunAsync("wait", "--for=jsonpath={.status.queued}=1", "--timeout=90s", "agent/default");
        await space.ApplyAsync(Space.Task("third"));
        await space.PhaseAsync("Queued", "third");
        await space.RunAsync("wait", "--for=jsonpath={.status.queued}=2", "--timeout=90s", "agent/default");
        Assert.Equal("AgentAtCapacity", await space.FieldAsync("task/second", Queued + ".reason"));
        Assert.Equal(
            "queue position 1: Agent default runs at most 1 Task at once",
            await space.FieldAsync("task/second", Queued + ".message")
        );
        Assert.StartsWith("queue position 2", await space.FieldAsync("task/third", Queued + ".message"), StringComparison.Ordinal);
        Assert.Equal("True", await space.FieldAsync("agent/default", ".status.conditions[?(@.type==\"AtCapacity\")].status"));

        // Hazard 12: a Task that is deleted while it runs frees its slot; the third stays where it is.
        await space.RunAsync("delete", "task", "first");
        await space.PhaseAsync("Running", "second");
        await space.RunAsync(
            "wait",
            "--for=jsonpath={.status.message}=queue position 1: Agent default runs at most 1 Task at once",
            "--timeout=90s",
            "task/third"
        );

        // A queued Task that is stopped ends without ever starting, and the line forgets it.
        await space.RunAsync("annotate", "task", "third", "kubetask.io/stop=true");
        await space.PhaseAsync("Completed", "third");
        Assert.Equal(
            "stopped by annotation kubetask.io/stop before the agent started",
            await space.FieldAsync("task/third", ".status.message")
        );
        await space.RunAsync("wait", "--for=jsonpath={.status.queued}=0", "--timeout=90s", "agent/default");
    }

    [Fact]
    public async Task A_quota_limits_starts_in_its_window_and_the_next_Task_starts_after_it()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "quota");
        await space.ApplyAsync(
            Space
                .Agent("default", "true")
                .Replace("spec:", "spec:\n  quota: {maxTaskStarts: 1, windowSeconds: 4}", StringComparison.Ordinal)
        );
        await space.RunAsync("wait", "--for=jsonpath={.status.running}=0", "--timeout=90s", "agent/default");
        await space.ApplyAsync(Space.Task("one") + Space.Task("two"));

        await space.PhaseAsync("Completed", "one", "two");

        string[] starts =
        [
            await space.FieldAsync("task/one", ".status.startTime"),
            await space.FieldAsync("task/two", ".status.startTime"),
        ];
        DateTimeOffset[] times = [.. starts.Select(s => DateTimeOffset.Parse(s, CultureInfo.InvariantCulture)).Order()];
        // Both times are cut to the second, so a second may be missing.
        Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(3), $"the second started {times[1] - times[0]} after the first");
        Assert.Contains(
            "Agent default has started 1 Task in 4 s, its quota",
            await space.RunAsync("get", "events", "-o", "jsonpath={.items[*].message}"),
            StringComparison.Ordinal
        );
    }

    /// <summary>From the watch's lines, in their order: how many Jobs were there that hadn't ended.</summary>
    private static int MostAtOnce(IEnumerable<string> lines)
    {
        var active = new HashSet<string>();
        int most = 0;
        foreach (string[] words in lines.Select(l => l.Split(' ')).Where(w => w[0].Length > 0))
        {
            if (words.Length > 1 && words[1].Length > 0)
                active.Remove(words[0]);
            else
                active.Add(words[0]);
            most = Math.Max(most, active.Count);
        }

        return most;
    }
}
