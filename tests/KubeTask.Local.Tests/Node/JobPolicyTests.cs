using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using PocketKube.Node.Sandboxes;
using PocketKube.Node.Watching;

namespace KubeTask.Local.Tests.Node;

/// <summary>What becomes of a Job whose pod is deleted, evicted or fails in a way that its policies name.</summary>
public sealed class JobPolicyTests
{
    private const string Finalizer = "batch.kubernetes.io/job-tracking";

    /// <summary>Says when it is asked to end, and ends half a second later.</summary>
    private const string Slow = "trap 'echo asked; sleep 0.5; exit 143' TERM; echo begun; while true; do sleep 0.05; done";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_podReplacementPolicy_Failed_a_deleted_pod_counts_once_it_has_ended()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("robbed", LocalCluster.Pod("x", Slow), j => j.Spec.PodReplacementPolicy = "Failed"));
        V1Pod pod = await BegunAsync(cluster, "robbed");
        await using History<V1Job> history = await History<V1Job>.OfJobsAsync(cluster);
        using var log = new StreamReader(await cluster.FollowAsync(pod.Metadata.Name, "follow=true"));

        await DeleteAsync(cluster, pod);

        // Between the two the shell may say that its sleep was terminated.
        Assert.Matches("^begun\n(Terminated\n)?asked\n$", await log.ReadToEndAsync(Token));
        V1Job[] states = [.. (await history.UntilAsync((_, job) => LocalCluster.End(job) is not null)).Select(s => s.Object)];
        Assert.Contains(states, j => j.Status is { Terminating: 1, Active: null or 0, Failed: null or 0 } && LocalCluster.End(j) is null);
        Assert.All(states, j => Assert.Equal(LocalCluster.End(j) is null, (j.Status.Failed ?? 0) == 0));
        Assert.Equal("BackoffLimitExceeded", LocalCluster.End(states[^1])!.Reason);
        await cluster.GoneAsync(pod.Metadata.Name);
    }

    [Fact]
    public async Task Without_a_policy_a_deleted_pod_counts_at_once_and_the_Job_ends_with_it()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("robbed", LocalCluster.Pod("x", Slow)));
        V1Pod pod = await BegunAsync(cluster, "robbed");
        await using History<V1Job> history = await History<V1Job>.OfJobsAsync(cluster);

        await DeleteAsync(cluster, pod);

        V1Job first = (await history.UntilAsync((_, job) => job.Status.Terminating == 1))[^1].Object;
        Assert.Equal((1, "FailureTarget"), (first.Status.Failed, Assert.Single(first.Status.Conditions).Type));
    }

    [Fact]
    public async Task A_deleted_pod_stays_visible_with_its_end_until_its_Job_has_counted_it()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("robbed", LocalCluster.Pod("x", Slow), j => j.Spec.PodReplacementPolicy = "Failed"));
        V1Pod pod = await BegunAsync(cluster, "robbed");
        Assert.Equal([Finalizer], pod.Metadata.Finalizers);
        await using History<V1Pod> history = await History<V1Pod>.OfPodsAsync(cluster);

        await DeleteAsync(cluster, pod);

        V1Pod gone = (await history.UntilAsync((change, _) => change == ObjectChange.Deleted))[^1].Object;
        Assert.Equal("Failed", gone.Status.Phase);
        Assert.Equal(143, gone.Status.ContainerStatuses[0].State.Terminated.ExitCode);
        Assert.Equal(1, (await cluster.EndedJobAsync("robbed")).Status.Failed);
    }

    [Fact]
    public async Task A_deleted_pod_whose_agent_then_succeeds_completes_its_Job()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(
            LocalCluster.Job("calm", LocalCluster.Pod("x", "trap 'exit 0' TERM; echo begun; while true; do sleep 0.05; done"), j =>
                j.Spec.PodReplacementPolicy = "Failed"
            )
        );

        await DeleteAsync(cluster, await BegunAsync(cluster, "calm"));

        V1Job job = await cluster.EndedJobAsync("calm");
        Assert.Equal(("Complete", 1), (LocalCluster.End(job)!.Type, job.Status.Succeeded));
    }

    [Fact]
    public async Task A_pod_that_is_deleted_before_its_container_started_has_failed()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        V1Pod template = LocalCluster.Pod("x", "", p => p.Spec.Containers[0].Image = "example.com/nothing:1");
        await cluster.CreateAsync(LocalCluster.Job("stuck", template, j => j.Spec.PodReplacementPolicy = "Failed"));
        await LocalCluster.UntilAsync(
            () => cluster.PodsOfAsync("stuck"),
            l => l.Any(p => p.Status?.ContainerStatuses?[0].State.Waiting?.Reason == "ImagePullBackOff"),
            _ => "no pod waits for its image"
        );
        V1Pod pod = Assert.Single(await cluster.PodsOfAsync("stuck"));
        await KeepAsync(cluster, pod);

        await DeleteAsync(cluster, pod);

        V1Pod ended = await cluster.EndedPodAsync(pod.Metadata.Name);
        V1ContainerStateTerminated lost = ended.Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal(("Failed", 137, "ContainerStatusUnknown"), (ended.Status.Phase, lost.ExitCode, lost.Reason));
        Assert.Equal("Failed", LocalCluster.End(await cluster.EndedJobAsync("stuck"))!.Type);
    }

    [Fact]
    public async Task An_evicted_pod_has_the_condition_DisruptionTarget_to_its_end_and_is_replaced_where_a_rule_ignores_it()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(
            LocalCluster.Job("drained", LocalCluster.Pod("x", Slow), j =>
                j.Spec.PodFailurePolicy = Policy("""{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}""")
            )
        );
        V1Pod pod = await BegunAsync(cluster, "drained");
        await KeepAsync(cluster, pod);

        await cluster.Client.CoreV1.CreateNamespacedPodEvictionAsync(
            new V1Eviction { Metadata = new() { Name = pod.Metadata.Name } },
            pod.Metadata.Name,
            LocalCluster.Namespace,
            cancellationToken: Token
        );

        V1Pod ended = await cluster.EndedPodAsync(pod.Metadata.Name);
        V1PodCondition condition = ended.Status.Conditions.Single(c => c.Type == "DisruptionTarget");
        Assert.Equal(("True", "EvictionByEvictionAPI", "Eviction API: evicting"), (condition.Status, condition.Reason, condition.Message));
        await LocalCluster.UntilAsync(
            () => cluster.PodsOfAsync("drained"),
            l => l.Any(p => p.Metadata.Uid != pod.Metadata.Uid),
            _ => "no other pod was made"
        );
        V1Job job = await cluster.JobAsync("drained", j => j.Status?.Active == 1);
        Assert.Equal((0, null), (job.Status.Failed ?? 0, LocalCluster.End(job)));
    }

    [Fact]
    public async Task An_exit_code_that_a_rule_names_fails_the_Job_before_its_backoffLimit()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("fatal", LocalCluster.Pod("x", "exit 42"), j =>
            {
                j.Spec.BackoffLimit = 5;
                j.Spec.PodFailurePolicy = Policy(
                    """{"action":"FailJob","onExitCodes":{"containerName":"agent","operator":"In","values":[7,42]}}"""
                );
            }));

        V1JobCondition end = LocalCluster.End(await cluster.EndedJobAsync("fatal"))!;

        V1Pod pod = Assert.Single(await cluster.PodsOfAsync("fatal"));
        Assert.Equal(
            (
                "Failed",
                "PodFailurePolicy",
                $"Container agent for pod default/{pod.Metadata.Name} failed with exit code 42 matching FailJob rule at index 0"
            ),
            (end.Type, end.Reason, end.Message)
        );
    }

    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public async Task A_deleted_Job_takes_its_pods_along(string policy)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("dropped", LocalCluster.Pod("x", Slow)));
        V1Pod pod = await BegunAsync(cluster, "dropped");

        await cluster.Client.BatchV1.DeleteNamespacedJobAsync(
            "dropped",
            LocalCluster.Namespace,
            propagationPolicy: policy,
            cancellationToken: Token
        );

        await cluster.GoneAsync(pod.Metadata.Name);
        await LocalCluster.UntilAsync(
            () => cluster.Client.BatchV1.ListNamespacedJobAsync(LocalCluster.Namespace, cancellationToken: Token),
            l => l.Items.Count == 0,
            _ => "the Job is still there"
        );
    }

    [Fact]
    public async Task On_an_old_server_another_pod_runs_while_the_deleted_one_still_ends()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto, oldJobs: true);
        await cluster.CreateAsync(LocalCluster.Job("robbed", LocalCluster.Pod("x", Slow), j =>
            {
                j.Spec.PodReplacementPolicy = "Failed";
                j.Spec.PodFailurePolicy = Policy("""{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}""");
            }));
        V1Job job = await cluster.JobAsync("robbed", _ => true);
        Assert.Equal((null, null), (job.Spec.PodReplacementPolicy, job.Spec.PodFailurePolicy));
        V1Pod pod = await BegunAsync(cluster, "robbed");
        Assert.Null(pod.Metadata.Finalizers);

        await using History<V1Pod> history = await History<V1Pod>.OfPodsAsync(cluster);

        await DeleteAsync(cluster, pod);

        IReadOnlyList<(ObjectChange Change, V1Pod Object)> states = await history.UntilAsync((_, p) => p.Metadata.Uid != pod.Metadata.Uid);
        V1Pod first = states.Last(s => s.Object.Metadata.Uid == pod.Metadata.Uid).Object;
        Assert.NotNull(first.Metadata.DeletionTimestamp);
        Assert.Equal("Running", first.Status.Phase);
    }

    private static V1PodFailurePolicy Policy(string rule) =>
        KubernetesJson.Deserialize<V1PodFailurePolicy>(new JsonObject { ["rules"] = new JsonArray(JsonNode.Parse(rule)) }.ToJsonString());

    /// <summary>The Job's only pod, once its script runs.</summary>
    private static async Task<V1Pod> BegunAsync(LocalCluster cluster, string job)
    {
        await cluster.JobAsync(job, j => j.Status?.Ready == 1);
        V1Pod pod = Assert.Single(await cluster.PodsOfAsync(job));
        using var log = new StreamReader(await cluster.FollowAsync(pod.Metadata.Name, "follow=true"));
        Assert.Equal("begun", await log.ReadLineAsync(Token));
        return pod;
    }

    /// <summary>Gives the pod a finalizer of its own, so that its end can be read.</summary>
    private static Task<V1Pod> KeepAsync(LocalCluster cluster, V1Pod pod) =>
        cluster.Client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch("""{"metadata":{"finalizers":["example.com/keep"]}}""", V1Patch.PatchType.StrategicMergePatch),
            pod.Metadata.Name,
            LocalCluster.Namespace,
            cancellationToken: Token
        );

    private static Task<V1Pod> DeleteAsync(LocalCluster cluster, V1Pod pod) =>
        cluster.Client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, LocalCluster.Namespace, cancellationToken: Token);
}
