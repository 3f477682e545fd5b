namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>What can happen to one Task, seen with kubectl.</summary>
public sealed class TaskLifeTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly TimeSpan s_deletedWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_agent_that_exits_3_makes_its_Task_Failed_and_the_status_says_exit_code_3()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "exit-3", "exit 3");
        await space.ApplyAsync(Space.Task("three"));

        await space.PhaseAsync("Failed", "three");

        Assert.Equal("3", await space.FieldAsync("task/three", ".status.exitCode"));
        Assert.Equal("the agent ended with exit code 3", await space.FieldAsync("task/three", ".status.message"));
        Assert.Equal("True", await space.FieldAsync("task/three", ".status.conditions[?(@.type==\"Failed\")].status"));
    }

    [Fact]
    public async Task A_Task_with_an_unknown_Agent_says_so_and_starts_when_the_Agent_is_created()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "unknown-agent");
        await space.ApplyAsync(Space.Task("early", "description: Hello, agentRef: latecomer"));

        await space.RunAsync("wait", "--for=condition=Accepted=False", "--timeout=90s", "task/early");
        const string Accepted = ".status.conditions[?(@.type==\"Accepted\")]";
        Assert.Equal("AgentNotFound", await space.FieldAsync("task/early", Accepted + ".reason"));
        Assert.Contains("latecomer", await space.FieldAsync("task/early", Accepted + ".message"), StringComparison.Ordinal);
        Assert.Equal("Pending", await space.FieldAsync("task/early", ".status.phase"));

        await space.ApplyAsync(Space.Agent("latecomer", "echo here I am"));

        await space.PhaseAsync("Completed", "early");
        Assert.Equal("here I am\n", await space.RunAsync("logs", "job/early-job"));
    }

    [Theory]
    [InlineData("obedient", "")]
    [InlineData("stubborn", "trap \"\" TERM; ")]
    public async Task Deleting_a_running_Task_ends_its_process_and_deletes_what_it_owned(string name, string before)
    {
        string seconds = Space.Seconds();
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "delete-" + name, $"{before}echo awake; sleep {seconds}; exit 0");
        await space.ApplyAsync(Space.Task(name));
        await space.PhaseAsync("Running", name);
        await space.LogAsync(name, "awake");
        Assert.NotEmpty(MachineProcesses.WithCommand(seconds));
        Assert.NotEmpty(await OwnedAsync(space));

        await space.RunAsync("delete", "task", name);

        await Eventually.That(() => MachineProcesses.WithCommand(seconds).Count == 0, "the end of the agent's process", s_deletedWithin);
        await space.RunAsync("wait", "--for=delete", "--timeout=10s", "job,pod,configmap", "-l", "app=kubetask");
        Assert.Empty(await OwnedAsync(space));
    }

    [Theory]
    [InlineData("stop", "UserStopped", "")]
    [InlineData("terminate", "UserTerminated", "True")]
    public async Task A_stopped_Task_is_Completed_and_keeps_its_log(string annotation, string reason, string terminated)
    {
        string seconds = Space.Seconds();
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "annotated-" + annotation, $"echo awake; sleep {seconds}");
        await space.ApplyAsync(Space.Task("long"));
        await space.LogAsync("long", "awake");

        await space.RunAsync("annotate", "task/long", $"kubetask.io/{annotation}=true");

        await space.PhaseAsync("Completed", "long");
        Assert.Empty(MachineProcesses.WithCommand(seconds));
        Assert.Equal("awake\n", await space.RunAsync("logs", "job/long-job"));
        Assert.Equal(reason, await space.FieldAsync("task/long", ".status.conditions[?(@.type==\"Stopped\")].reason"));
        Assert.Equal(terminated, await space.FieldAsync("task/long", ".status.conditions[?(@.type==\"Terminated\")].status"));
        await space.RunAsync("wait", "--for=condition=Complete", "--timeout=5s", "task/long");
    }

    [Fact]
    public async Task A_queued_Task_that_is_stopped_never_starts()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "stop-waiting");
        await space.ApplyAsync(Space.Task("never", "description: Hello, agentRef: nobody"));
        await space.RunAsync("wait", "--for=condition=Accepted=False", "--timeout=90s", "task/never");

        await space.RunAsync("annotate", "task/never", "kubetask.io/stop=true");

        await space.PhaseAsync("Completed", "never");
        Assert.Equal(
            "stopped by annotation kubetask.io/stop before the agent started",
            await space.FieldAsync("task/never", ".status.message")
        );
        Assert.Empty(await OwnedAsync(space));
    }

    [Fact]
    public async Task An_ended_Task_is_deleted_with_what_it_owned_when_its_TTL_has_passed()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "ttl", "echo done");
        await space.ApplyAsync(
            """
            apiVersion: kubetask.io/v1alpha1
            kind: KubeTaskConfig
            metadata: {name: default}
            spec: {taskLifecycle: {ttlSecondsAfterFinished: 1}}
            ---

            """
                + Space.Task("passing")
                + Space.Task("own", "description: Hello, ttlSecondsAfterFinished: 2")
                + Space.Task("kept", "description: Hello, ttlSecondsAfterFinished: 0")
        );

        await space.RunAsync("wait", "--for=delete", "--timeout=90s", "task/passing", "task/own");

        await space.RunAsync("wait", "--for=delete", "--timeout=10s", "job,pod,configmap", "-l", "kubetask.io/task in (passing,own)");
        Assert.Equal("Completed", await space.FieldAsync("task/kept", ".status.phase"));
        Assert.Contains("job.batch/kept-job", await OwnedAsync(space), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hazard_63_a_Task_that_is_kept_stays_when_its_TTL_has_passed_and_does_not_run_again_when_it_is_applied_again()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "keep", "echo done");
        string kept = Space
            .Task("kept", "description: Hello, ttlSecondsAfterFinished: 1")
            .Replace("name: kept", "name: kept, annotations: {kubetask.io/keep: 'true'}", StringComparison.Ordinal);
        await space.ApplyAsync(kept);
        await space.PhaseAsync("Completed", "kept");
        string uid = await space.FieldAsync("task/kept", ".metadata.uid");
        // The one that isn't kept ends after it, so its time to live is over later.
        await space.ApplyAsync(Space.Task("passing", "description: Hello, ttlSecondsAfterFinished: 1"));
        await space.RunAsync("wait", "--for=delete", "--timeout=90s", "task/passing");

        string applied = (await space.FeedAsync(kept, "apply")).Succeeded();

        Assert.Contains("task.kubetask.io/kept unchanged", applied, StringComparison.Ordinal);
        Assert.Equal($"{uid} Completed", await space.FieldAsync("task/kept", ".metadata.uid} {.status.phase"));
        Assert.Contains("job.batch/kept-job", await OwnedAsync(space), StringComparison.Ordinal);

        await space.RunAsync("annotate", "task/kept", "kubetask.io/keep-");
        await space.RunAsync("wait", "--for=delete", "--timeout=90s", "task/kept");
    }

    [Fact]
    public async Task A_Task_past_its_deadline_is_Failed_and_keeps_its_log()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "deadline", $"echo awake; sleep {Space.Seconds()}");
        // The deadline counts from before the container starts, which takes its time on a busy machine.
        await space.ApplyAsync(Space.Task("late", "description: Hello, activeDeadlineSeconds: 8"));
        await space.LogAsync("late", "awake");

        await space.PhaseAsync("Failed", "late");

        Assert.Equal("DeadlineExceeded", await space.FieldAsync("task/late", ".status.conditions[?(@.type==\"Failed\")].reason"));
        Assert.Equal("awake\n", await space.RunAsync("logs", "job/late-job"));
    }

    [Fact]
    public async Task A_Task_that_cannot_start_blocks_no_other_Task()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "poison", "echo done");
        string[] good = [.. Enumerable.Range(1, 5).Select(n => $"good-{n}")];
        await space.ApplyAsync(
            """
            apiVersion: kubetask.io/v1alpha1
            kind: Context
            metadata: {name: note}
            spec: {type: Inline, inline: {content: x}}
            ---

            """
                + Space.Task("poison", "description: Hello, contexts: [{name: note, mountPath: /workspace/task.md}]")
                + string.Concat(good.Select(n => Space.Task(n)))
        );

        await space.PhaseAsync("Completed", good);
        await space.PhaseAsync("Failed", "poison");

        string message = await space.FieldAsync("task/poison", ".status.message");
        Assert.Equal("Context poison/note is mounted at /workspace/task.md, where task.md stands; give it another mountPath", message);
        Assert.Equal("MountConflict", await space.FieldAsync("task/poison", ".status.conditions[?(@.type==\"Failed\")].reason"));
        Assert.DoesNotContain("poison", await space.RunAsync("get", "jobs,pods", "-o", "name"), StringComparison.Ordinal);
    }

    private static Task<string> OwnedAsync(Space space) => space.RunAsync("get", "job,pod,configmap", "-l", "app=kubetask", "-o", "name");
}
