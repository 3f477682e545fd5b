using k8s;
using k8s.Models;
using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Tests.Node;

public sealed class JobTests
{
    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task A_Job_with_a_file_from_a_ConfigMap_prints_it_at_its_real_path(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateConfigMapAsync("hello-context", ("workspace-task.md", "do it\n"), ("workspace-guide.md", "no newline"));
        await cluster.CreateAsync(LocalCluster.Job("hello-job", EchoPod()));

        V1Job job = await cluster.EndedJobAsync("hello-job");

        Assert.Equal(["SuccessCriteriaMet", "Complete"], job.Status.Conditions.Select(c => c.Type));
        Assert.All(job.Status.Conditions, c => Assert.Equal(("True", "CompletionsReached"), (c.Status, c.Reason)));
        Assert.Equal((1, 0, 0), (job.Status.Succeeded, job.Status.Failed ?? 0, job.Status.Active ?? 0));
        Assert.NotNull(job.Status.StartTime);
        Assert.NotNull(job.Status.CompletionTime);
        V1Pod pod = Assert.Single(await cluster.PodsOfAsync("hello-job"));
        Assert.Matches("^hello-job-[a-z0-9]{5}$", pod.Metadata.Name);
        V1OwnerReference owner = Assert.Single(pod.Metadata.OwnerReferences);
        Assert.Equal(("Job", job.Metadata.Uid, true, true), (owner.Kind, owner.Uid, owner.Controller, owner.BlockOwnerDeletion));
        Assert.Equal(
            """
            === Task Content ===
            --- /workspace/guide.md ---
            no newline
            --- /workspace/task.md ---
            do it
            === Task Completed ===

            """,
            await cluster.LogAsync(pod.Metadata.Name)
        );
    }

    [Fact]
    public async Task A_container_that_exits_3_fails_its_Job_and_the_pod_status_has_the_exit_code()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("three", LocalCluster.Pod("x", "exit 3")));

        V1Job job = await cluster.EndedJobAsync("three");

        Assert.Equal(["FailureTarget", "Failed"], job.Status.Conditions.Select(c => c.Type));
        Assert.All(job.Status.Conditions, c =>
            Assert.Equal(("BackoffLimitExceeded", "Job has reached the specified backoff limit"), (c.Reason, c.Message))
        );
        Assert.Equal(1, job.Status.Failed);
        V1Pod pod = Assert.Single(await cluster.PodsOfAsync("three"));
        Assert.Equal("Failed", pod.Status.Phase);
        Assert.Equal(
            (3, "Error"),
            (pod.Status.ContainerStatuses[0].State.Terminated.ExitCode, pod.Status.ContainerStatuses[0].State.Terminated.Reason)
        );
    }

    [Fact]
    public async Task The_deadline_of_a_Job_deletes_its_pod_and_fails_it()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("late", LocalCluster.Pod("x", "sleep 100"), j => j.Spec.ActiveDeadlineSeconds = 1));

        V1Job job = await cluster.EndedJobAsync("late");

        Assert.Equal(("Failed", "DeadlineExceeded"), (LocalCluster.End(job)!.Type, LocalCluster.End(job)!.Reason));
        await LocalCluster.UntilAsync(() => cluster.PodsOfAsync("late"), l => l.Count == 0, l => "the pod is still there");
    }

    [Fact]
    public async Task A_Job_without_its_ServiceAccount_gets_an_Event_and_its_pod_once_the_account_exists()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("orphan", LocalCluster.Pod("x", "true", p => p.Spec.ServiceAccountName = "nobody")));

        Corev1EventList events = await LocalCluster.UntilAsync(
            () => cluster.Client.CoreV1.ListNamespacedEventAsync(LocalCluster.Namespace, fieldSelector: "involvedObject.name=orphan"),
            l => l.Items.Any(),
            _ => "no Event about the Job"
        );

        Assert.Equal(
            ("Warning", "FailedCreate", "job-controller"),
            (events.Items[0].Type, events.Items[0].Reason, events.Items[0].Source.Component)
        );
        Assert.Equal(
            "Error creating: pods \"orphan-\" is forbidden: error looking up service account default/nobody: "
                + "serviceaccount \"nobody\" not found",
            events.Items[0].Message
        );
        Assert.Empty(await cluster.PodsOfAsync("orphan"));
        await cluster.JobAsync("orphan", j => j.Status?.StartTime is not null && (j.Status.Active ?? 0) == 0);
        await cluster.Client.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new() { Name = "nobody" } },
            LocalCluster.Namespace,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(1, (await cluster.EndedJobAsync("orphan")).Status.Succeeded);
    }

    [Fact]
    public async Task A_pod_deleted_by_hand_counts_as_failed_and_is_not_run_again()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("robbed", LocalCluster.Pod("x", "sleep 100")));
        await cluster.JobAsync("robbed", j => j.Status?.Ready == 1);
        V1Pod pod = Assert.Single(await cluster.PodsOfAsync("robbed"));

        await cluster.Client.CoreV1.DeleteNamespacedPodAsync(
            pod.Metadata.Name,
            LocalCluster.Namespace,
            cancellationToken: TestContext.Current.CancellationToken
        );

        V1Job job = await cluster.EndedJobAsync("robbed");
        Assert.Equal(("Failed", 1), (LocalCluster.End(job)!.Type, job.Status.Failed));
        await cluster.GoneAsync(pod.Metadata.Name);
        Assert.Empty(await cluster.PodsOfAsync("robbed"));
    }

    [Fact]
    public async Task Two_hundred_Jobs_at_once_all_complete_with_one_pod_each()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateConfigMapAsync("hello-context", ("workspace-task.md", "do it\n"), ("workspace-guide.md", "g"));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => cluster.CreateAsync(LocalCluster.Job($"job-{i}", EchoPod()))));

        V1JobList jobs = await LocalCluster.UntilAsync(
            () =>
                cluster.Client.BatchV1.ListNamespacedJobAsync(
                    LocalCluster.Namespace,
                    cancellationToken: TestContext.Current.CancellationToken
                ),
            l => l.Items.All(j => LocalCluster.End(j) is not null),
            l => $"{l.Items.Count(j => LocalCluster.End(j) is not null)} have ended"
        );

        Assert.All(jobs.Items, j => Assert.Equal(1, j.Status.Succeeded));
        V1PodList pods = await cluster.Client.CoreV1.ListNamespacedPodAsync(
            LocalCluster.Namespace,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(200, pods.Items.Count);
    }

    private static V1Pod EchoPod() => LocalCluster.Pod("x", "", pod =>
        {
            pod.Spec.Containers[0] = new V1Container
            {
                Name = "agent",
                Image = "quay.io/kubetask/kubetask-agent-echo:latest",
                Env = [new() { Name = "WORKSPACE_DIR", Value = "/workspace" }],
                VolumeMounts =
                [
                    new() { Name = "workspace", MountPath = "/workspace" },
                    new()
                    {
                        Name = "context-files",
                        MountPath = "/workspace/task.md",
                        SubPath = "workspace-task.md",
                    },
                    new()
                    {
                        Name = "context-files",
                        MountPath = "/workspace/guide.md",
                        SubPath = "workspace-guide.md",
                    },
                ],
            };
            pod.Spec.Volumes =
            [
                new() { Name = "workspace", EmptyDir = new() },
                new()
                {
                    Name = "context-files",
                    ConfigMap = new() { Name = "hello-context" },
                },
            ];
        });
}
