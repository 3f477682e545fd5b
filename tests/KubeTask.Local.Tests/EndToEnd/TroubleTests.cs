namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>Pods that can't start and attempts that fail, seen with kubectl.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class TroubleTests(ClusterFixture cluster)
{
    private const string Started = ".status.conditions[?(@.type==\"Started\")]";

    [Fact]
    public async Task A_missing_image_shows_in_the_condition_Started_until_the_Task_is_stopped()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "no-image");
        await space.ApplyAsync(
            Space.Agent("default", "true").Replace("busybox", "example.com/nothing:1", StringComparison.Ordinal) + Space.Task("stuck")
        );

        await space.RunAsync("wait", "--for=condition=Started=False", "--timeout=90s", "task/stuck");

        Assert.Equal("ImagePullBackOff", await space.FieldAsync("task/stuck", Started + ".reason"));
        Assert.Contains("example.com/nothing:1", await space.FieldAsync("task/stuck", ".status.message"), StringComparison.Ordinal);
        Assert.Equal("Running", await space.FieldAsync("task/stuck", ".status.phase"));

        await space.RunAsync("annotate", "task", "stuck", "kubetask.io/stop=true");
        await space.PhaseAsync("Completed", "stuck");
    }

    [Fact]
    public async Task Hazard_14_a_missing_Secret_shows_in_the_condition_Started_and_the_agent_starts_once_it_exists()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "no-secret");
        await space.ApplyAsync(
            Space
                .Agent("default", "echo \"$TOKEN\" | wc -c")
                .Replace(
                    "spec:",
                    "spec:\n  credentials: [{name: token, secretRef: {name: tokens, key: token}, env: TOKEN}]",
                    StringComparison.Ordinal
                ) + Space.Task("waiting")
        );

        await space.RunAsync("wait", "--for=condition=Started=False", "--timeout=90s", "task/waiting");
        Assert.Equal("CreateContainerConfigError", await space.FieldAsync("task/waiting", Started + ".reason"));
        Assert.Contains("secret \"tokens\" not found", await space.FieldAsync("task/waiting", ".status.message"), StringComparison.Ordinal);

        await space.RunAsync("create", "secret", "generic", "tokens", "--from-literal=token=abc");

        await space.PhaseAsync("Completed", "waiting");
        Assert.Equal("True", await space.FieldAsync("task/waiting", Started + ".status"));
        Assert.Equal("4\n", await space.RunAsync("logs", "job/waiting-job"));
    }

    [Fact]
    public async Task Hazard_48_a_nodeSelector_that_matches_no_node_shows_as_Unschedulable_until_the_Task_is_stopped()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "no-node");
        await space.ApplyAsync(
            Space
                .Agent("default", "true")
                .Replace("spec:", "spec:\n  podSpec: {scheduling: {nodeSelector: {disk: ssd}}}", StringComparison.Ordinal)
                + Space.Task("picky")
        );

        await space.RunAsync("wait", "--for=condition=Started=False", "--timeout=90s", "task/picky");

        Assert.Equal("Unschedulable", await space.FieldAsync("task/picky", Started + ".reason"));
        Assert.Contains(
            "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
            await space.FieldAsync("task/picky", ".status.message"),
            StringComparison.Ordinal
        );
        await space.RunAsync("annotate", "task", "picky", "kubetask.io/stop=true");
        await space.PhaseAsync("Completed", "picky");
    }

    [Fact]
    public async Task A_retry_is_a_Job_of_its_own_and_the_status_lists_each_attempt()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "retry", "exit 7");
        await space.ApplyAsync(Space.Task("again", "description: Hello, retry: {limit: 1, backoffSeconds: 1}"));

        await space.PhaseAsync("Failed", "again");

        Assert.Equal(
            "again-job:7:AgentFailed again-job-2:7:AgentFailed ",
            await space.FieldAsync("task/again", "range .status.attempts[*]}{.jobName}:{.exitCode}:{.reason} {end")
        );
        Assert.Equal("again-job-2", await space.FieldAsync("task/again", ".status.jobName"));
        Assert.Equal("job.batch/again-job\njob.batch/again-job-2\n", await space.RunAsync("get", "jobs", "-o", "name"));
        Assert.Contains(
            "attempt 2 starts at",
            await space.RunAsync("get", "events", "-o", "jsonpath={.items[*].message}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_namespace_keeps_as_many_ended_Tasks_as_its_config_says_and_the_oldest_go_first()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "retained", "true");
        await space.ApplyAsync(
            """
            apiVersion: kubetask.io/v1alpha1
            kind: KubeTaskConfig
            metadata: {name: default}
            spec: {taskLifecycle: {maxRetainedTasks: 1}}
            ---

            """ + Space.Task("old")
        );
        await space.PhaseAsync("Completed", "old");

        await space.ApplyAsync(Space.Task("young"));

        await space.RunAsync("wait", "--for=delete", "--timeout=90s", "task/old");
        Assert.Equal("task.kubetask.io/young\n", await space.RunAsync("get", "tasks", "-o", "name"));
    }
}
