using System.Diagnostics;
using k8s;
using k8s.Models;
using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Tests.Node;

public sealed class PodTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_that_succeeds_reports_phase_conditions_times_and_addresses()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("well", "echo result > /dev/termination-log || true"));

        V1Pod pod = await cluster.EndedPodAsync("well");

        Assert.Equal("Succeeded", pod.Status.Phase);
        Assert.Equal("local", pod.Spec.NodeName);
        Assert.Equal(("127.0.0.1", "127.0.0.1", "BestEffort"), (pod.Status.PodIP, pod.Status.HostIP, pod.Status.QosClass));
        Assert.NotNull(pod.Status.StartTime);
        var conditions = pod.Status.Conditions.ToDictionary(c => c.Type, c => c.Status);
        Assert.Equal(
            ("True", "True", "False", "False"),
            (conditions["PodScheduled"], conditions["Initialized"], conditions["Ready"], conditions["ContainersReady"])
        );
        V1ContainerStateTerminated terminated = pod.Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal((0, "Completed"), (terminated.ExitCode, terminated.Reason));
        Assert.NotNull(terminated.StartedAt);
        Assert.NotNull(terminated.FinishedAt);
    }

    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task A_deadline_set_on_a_running_pod_ends_it_and_keeps_pod_and_log(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateAsync(LocalCluster.Pod("stopped", "echo begun; sleep 987001"));
        await cluster.PodAsync("stopped", p => p.Status?.Phase == "Running");
        // The process runs before it has printed: on a busy machine the deadline would come first.
        using (var log = new StreamReader(await cluster.FollowAsync("stopped", "follow=true")))
            Assert.Equal("begun", await log.ReadLineAsync(Token));

        await cluster.Client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch("""{"spec":{"activeDeadlineSeconds":1}}""", V1Patch.PatchType.MergePatch),
            "stopped",
            LocalCluster.Namespace,
            cancellationToken: Token
        );

        V1Pod pod = await cluster.EndedPodAsync("stopped");
        Assert.Equal(
            ("Failed", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline"),
            (pod.Status.Phase, pod.Status.Reason, pod.Status.Message)
        );
        Assert.Equal(143, pod.Status.ContainerStatuses[0].State.Terminated.ExitCode);
        Assert.Equal("begun\n", await cluster.LogAsync("stopped"));
        Assert.Equal(0, LocalCluster.ProcessesWith("987001"));
    }

    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task Deleting_a_running_pod_ends_its_whole_process_tree_within_five_seconds(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        // The shells ignore the polite signal; one sits in the background.
        await cluster.CreateAsync(
            LocalCluster.Pod(
                "stubborn",
                "trap '' TERM; (trap '' TERM; while true; do sleep 987002; done) & while true; do sleep 987002; done"
            )
        );
        await cluster.PodAsync("stubborn", p => p.Status?.Phase == "Running");
        await LocalCluster.UntilAsync(() => Task.FromResult(LocalCluster.ProcessesWith("987002")), n => n >= 4, n => $"{n} processes");

        var watch = Stopwatch.StartNew();
        await cluster.Client.CoreV1.DeleteNamespacedPodAsync("stubborn", LocalCluster.Namespace, cancellationToken: Token);
        await cluster.GoneAsync("stubborn");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(0, LocalCluster.ProcessesWith("987002"));
    }

    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task A_stopped_node_leaves_no_process_and_no_file(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateAsync(LocalCluster.Pod("lasting", "(sleep 987003 &) ; sleep 987003"));
        await cluster.PodAsync("lasting", p => p.Status?.Phase == "Running");
        await LocalCluster.UntilAsync(() => Task.FromResult(LocalCluster.ProcessesWith("987003")), n => n >= 2, n => $"{n} processes");

        await cluster.DisposeNodeAsync();

        Assert.Equal(0, LocalCluster.ProcessesWith("987003"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(cluster.StateParent));
    }

    [Fact]
    public async Task A_node_ends_its_processes_even_if_its_API_server_is_gone()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("orphan", "sleep 987004"));
        await LocalCluster.UntilAsync(() => Task.FromResult(LocalCluster.ProcessesWith("987004")), n => n >= 1, n => $"{n} processes");

        await cluster.DisposeServerAsync();
        await cluster.DisposeNodeAsync();

        Assert.Equal(0, LocalCluster.ProcessesWith("987004"));
    }

    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task Init_containers_run_in_order_before_the_others_and_share_volumes(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateAsync(LocalCluster.Pod("ordered", "cat \"$SHARED/log\"; echo main", p =>
            {
                p.Spec.Volumes = [new() { Name = "shared", EmptyDir = new() }];
                V1Container Writing(string name, string script) =>
                    new()
                    {
                        Name = name,
                        Image = "alpine:3",
                        Command = ["/bin/sh", "-c", script],
                        Env = [new() { Name = "SHARED", Value = "/shared" }],
                        VolumeMounts = [new() { Name = "shared", MountPath = "/shared" }],
                    };
                p.Spec.InitContainers =
                [
                    Writing("one", "sleep 0.2; echo one >> \"$SHARED/log\""),
                    Writing("two", "echo two >> \"$SHARED/log\""),
                ];
                p.Spec.Containers[0].Env = [new() { Name = "SHARED", Value = "/shared" }];
                p.Spec.Containers[0].VolumeMounts = [new() { Name = "shared", MountPath = "/shared" }];
            }));

        V1Pod pod = await cluster.EndedPodAsync("ordered");

        Assert.Equal("Succeeded", pod.Status.Phase);
        Assert.Equal("one\ntwo\nmain\n", await cluster.LogAsync("ordered"));
        Assert.All(pod.Status.InitContainerStatuses, s => Assert.Equal("Completed", s.State.Terminated.Reason));
    }

    [Fact]
    public async Task A_failed_init_container_fails_the_pod_and_the_others_never_start()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("broken", "echo never", p => p.Spec.InitContainers = [
                    new()
                    {
                        Name = "clone",
                        Image = "busybox",
                        Command = ["/bin/sh", "-c", "echo no such ref >&2; exit 4"],
                        TerminationMessagePolicy = "FallbackToLogsOnError",
                    },
                ]));

        V1Pod pod = await cluster.EndedPodAsync("broken");

        Assert.Equal("Failed", pod.Status.Phase);
        V1ContainerStateTerminated terminated = pod.Status.InitContainerStatuses[0].State.Terminated;
        Assert.Equal((4, "Error", "no such ref\n"), (terminated.ExitCode, terminated.Reason, terminated.Message));
        Assert.Equal("PodInitializing", pod.Status.ContainerStatuses[0].State.Waiting.Reason);
        Assert.Contains("is waiting to start", await cluster.LogAsync("broken", "container=agent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_waits_for_its_ConfigMap_and_Secret_and_starts_once_they_exist()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("patient", "echo $KEY", p =>
            {
                p.Spec.Volumes =
                [
                    new()
                    {
                        Name = "files",
                        ConfigMap = new() { Name = "late" },
                    },
                ];
                p.Spec.Containers[0].VolumeMounts = [new() { Name = "files", MountPath = "/files" }];
                p.Spec.Containers[0].Env =
                [
                    new()
                    {
                        Name = "KEY",
                        ValueFrom = new()
                        {
                            SecretKeyRef = new() { Name = "later", Key = "key" },
                        },
                    },
                ];
            }));
        await cluster.PodAsync("patient", p => p.Status?.ContainerStatuses?[0].State.Waiting?.Reason == "ContainerCreating");
        await cluster.CreateConfigMapAsync("late", ("a", "b"));
        V1Pod waiting = await cluster.PodAsync("patient", p =>
            p.Status?.ContainerStatuses?[0].State.Waiting?.Reason == "CreateContainerConfigError"
        );
        Assert.Equal("secret \"later\" not found", waiting.Status.ContainerStatuses[0].State.Waiting.Message);
        Assert.Equal("Pending", waiting.Status.Phase);

        await cluster.Client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new() { Name = "later" },
                Data = new Dictionary<string, byte[]> { ["key"] = "came"u8.ToArray() },
            },
            LocalCluster.Namespace,
            cancellationToken: Token
        );

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("patient")).Status.Phase);
        Assert.Equal("came\n", await cluster.LogAsync("patient"));
    }

    [Fact]
    public async Task A_pod_with_an_unknown_image_backs_off_until_it_is_deleted()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto, maxRunningPods: 1);
        await cluster.CreateAsync(LocalCluster.Pod("unknown", "", p => p.Spec.Containers[0].Image = "example.com/nobody/knows:1"));

        V1Pod pod = await cluster.PodAsync("unknown", p => p.Status?.ContainerStatuses?[0].State.Waiting?.Reason == "ImagePullBackOff");

        Assert.Equal("Pending", pod.Status.Phase);
        Assert.StartsWith(
            "Back-off pulling image \"example.com/nobody/knows:1\"",
            pod.Status.ContainerStatuses[0].State.Waiting.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("trying and failing to pull image", await cluster.LogAsync("unknown"), StringComparison.Ordinal);
        // It takes no other pod's place.
        await cluster.CreateAsync(LocalCluster.Pod("next", "true"));
        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("next")).Status.Phase);
        await cluster.Client.CoreV1.DeleteNamespacedPodAsync("unknown", LocalCluster.Namespace, cancellationToken: Token);
        await cluster.GoneAsync("unknown");
    }

    [Fact]
    public async Task A_container_whose_program_is_missing_cannot_run()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("nothing", "", p => p.Spec.Containers[0].Command = ["/no/such/program"]));

        V1ContainerStateTerminated terminated = (await cluster.EndedPodAsync("nothing")).Status.ContainerStatuses[0].State.Terminated;

        Assert.Equal((127, "ContainerCannotRun"), (terminated.ExitCode, terminated.Reason));
        Assert.Contains("/no/such/program", terminated.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostPath_volume_is_refused()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("nosy", "true", p => p.Spec.Volumes = [
                    new()
                    {
                        Name = "etc",
                        HostPath = new() { Path = "/etc" },
                    },
                ]));

        V1Pod pod = await cluster.EndedPodAsync("nosy");

        Assert.Equal(("Failed", "VolumeNotSupported"), (pod.Status.Phase, pod.Status.Reason));
    }
}
