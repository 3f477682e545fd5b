using System.Text;
using k8s;
using k8s.Models;
using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Tests.Node;

public sealed class ContainerTests
{
    /// <summary>Without bubblewrap a mount is a link to the volume.</summary>
    private static readonly EnumerationOptions s_noLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    [Fact]
    public async Task A_container_has_exactly_the_environment_of_its_spec_with_references_resolved()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Bubblewrap);
        await cluster.CreateConfigMapAsync("settings", ("COLOR", "blue"), ("dotted.name", "yes"));
        await cluster.CreateAsync(LocalCluster.Pod("env", "env | sort", p =>
            {
                p.Metadata.Labels = new Dictionary<string, string> { ["kubetask.io/task"] = "mine" };
                p.Spec.Containers[0].EnvFrom =
                [
                    new()
                    {
                        ConfigMapRef = new() { Name = "settings" },
                        Prefix = "P_",
                    },
                ];
                p.Spec.Containers[0].Env =
                [
                    new() { Name = "PLAIN", Value = "a $(P_COLOR) $(UNKNOWN) $$(P_COLOR)" },
                    new()
                    {
                        Name = "FROM_MAP",
                        ValueFrom = new()
                        {
                            ConfigMapKeyRef = new() { Name = "settings", Key = "COLOR" },
                        },
                    },
                    new()
                    {
                        Name = "ABSENT",
                        ValueFrom = new()
                        {
                            ConfigMapKeyRef = new()
                            {
                                Name = "nowhere",
                                Key = "x",
                                Optional = true,
                            },
                        },
                    },
                    new()
                    {
                        Name = "SPACE",
                        ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.namespace" } },
                    },
                    new()
                    {
                        Name = "TASK",
                        ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.labels['kubetask.io/task']" } },
                    },
                ];
            }));

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("env")).Status.Phase);
        Assert.Equal(
            """
            FROM_MAP=blue
            HOME=/root
            HOSTNAME=env
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            PLAIN=a blue $(UNKNOWN) $(P_COLOR)
            PWD=/
            P_COLOR=blue
            SPACE=default
            TASK=mine

            """.Split('\n'),
            // A shell keeps no variable whose name it can't spell.
            (await cluster.LogAsync("env"))
                .Split('\n')
                .Where(l => !l.StartsWith("P_dotted", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_sandbox_shows_neither_the_machines_files_nor_its_processes()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Bubblewrap);
        await cluster.CreateAsync(
            LocalCluster.Pod(
                "boxed",
                $"ls -d {cluster.StateParent} /home/* /etc/shadow 2>/dev/null; ls -d /proc/[0-9]* | wc -l; touch "
                    + "/usr/x 2>/dev/null || echo read-only"
            )
        );

        await cluster.EndedPodAsync("boxed");

        string[] lines = (await cluster.LogAsync("boxed")).Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.InRange(int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture), 1, 6);
        Assert.Equal("read-only", lines[1]);
    }

    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task Volumes_honor_items_modes_and_optional_sources(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateConfigMapAsync("map", ("a", "A"), ("b", "B"));
        await cluster.Client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new() { Name = "key" },
                Data = new Dictionary<string, byte[]> { ["id"] = Encoding.ASCII.GetBytes("private") },
            },
            LocalCluster.Namespace,
            cancellationToken: TestContext.Current.CancellationToken
        );
        await cluster.CreateAsync(
            LocalCluster.Pod(
                "volumes",
                "for f in \"$MAP\"/deep/a \"$KEY\"/id; do stat -L -c %a $f; cat $f; echo; done; ls \"$NONE\" | wc -l; ls \"$MAP\"",
                p =>
                {
                    p.Spec.Volumes =
                    [
                        new()
                        {
                            Name = "map",
                            ConfigMap = new() { Name = "map", Items = [new() { Key = "a", Path = "deep/a" }] },
                        },
                        new()
                        {
                            Name = "key",
                            Secret = new() { SecretName = "key", DefaultMode = 0b110_000_000 },
                        },
                        new()
                        {
                            Name = "none",
                            ConfigMap = new() { Name = "nowhere", Optional = true },
                        },
                    ];
                    p.Spec.Containers[0].VolumeMounts =
                    [
                        new() { Name = "map", MountPath = "/map" },
                        new() { Name = "key", MountPath = "/key" },
                        new() { Name = "none", MountPath = "/none" },
                    ];
                    p.Spec.Containers[0].Env =
                    [
                        new() { Name = "MAP", Value = "/map" },
                        new() { Name = "KEY", Value = "/key" },
                        new() { Name = "NONE", Value = "/none" },
                    ];
                }
            )
        );

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("volumes")).Status.Phase);
        Assert.Equal("644\nA\n600\nprivate\n0\ndeep\n", await cluster.LogAsync("volumes"));
    }

    [Theory]
    [InlineData(SandboxMode.Bubblewrap)]
    [InlineData(SandboxMode.Plain)]
    public async Task A_program_in_a_mounted_folder_of_PATH_is_found(SandboxMode mode)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(mode);
        await cluster.CreateConfigMapAsync("tools", ("greet", "#!/bin/sh\necho hello\n"));
        await cluster.CreateAsync(LocalCluster.Pod("path", "greet", p =>
            {
                p.Spec.Volumes =
                [
                    new()
                    {
                        Name = "tools",
                        ConfigMap = new() { Name = "tools", DefaultMode = 0b111_101_101 },
                    },
                ];
                p.Spec.Containers[0].VolumeMounts = [new() { Name = "tools", MountPath = "/tools" }];
                p.Spec.Containers[0].Env = [new() { Name = "PATH", Value = "/nowhere:/tools:/usr/bin:/bin" }];
            }));

        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("path")).Status.Phase);
        Assert.Equal("hello\n", await cluster.LogAsync("path"));
    }

    [Fact]
    public async Task A_termination_message_is_cut_at_4096_bytes()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Bubblewrap);
        await cluster.CreateAsync(LocalCluster.Pod("reported", "printf done > /dev/termination-log"));
        await cluster.CreateAsync(LocalCluster.Pod("long", "head -c 5000 /dev/zero | tr '\\0' x > /dev/termination-log"));
        await cluster.CreateAsync(
            LocalCluster.Pod("tail", "seq 1 200; exit 1", p => p.Spec.Containers[0].TerminationMessagePolicy = "FallbackToLogsOnError")
        );

        static string Message(V1Pod pod) => pod.Status.ContainerStatuses[0].State.Terminated.Message;
        Assert.Equal("done", Message(await cluster.EndedPodAsync("reported")));
        Assert.Equal(4096, Message(await cluster.EndedPodAsync("long")).Length);
        Assert.Equal(string.Concat(Enumerable.Range(121, 80).Select(i => $"{i}\n")), Message(await cluster.EndedPodAsync("tail")));
    }

    [Fact]
    public async Task Logs_can_be_limited_by_lines_bytes_time_and_container()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("log", "echo one; echo two; printf three"));
        await cluster.EndedPodAsync("log");

        Assert.Equal("three", await cluster.LogAsync("log", "tailLines=1"));
        Assert.Equal("two\nthree", await cluster.LogAsync("log", "tailLines=2"));
        Assert.Equal("", await cluster.LogAsync("log", "tailLines=0"));
        Assert.Equal("one\nt", await cluster.LogAsync("log", "limitBytes=5"));
        Assert.Equal("one\ntwo\nthree", await cluster.LogAsync("log", "sinceSeconds=600&container=agent"));
        Assert.Equal("", await cluster.LogAsync("log", "sinceTime=2999-01-01T00:00:00Z"));
        Assert.Matches(
            "^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z \\w+\n?){3}$",
            await cluster.LogAsync("log", "timestamps=true")
        );
        Assert.Contains("previous terminated container", await cluster.LogAsync("log", "previous=true"), StringComparison.Ordinal);
    }

    /// <summary>Which of two streams is read first nobody can tell, here or on a real node; nothing of either is lost.</summary>
    [Fact]
    public async Task A_container_log_has_both_output_streams()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("both", "echo out; echo err >&2; echo out"));
        await cluster.EndedPodAsync("both");

        Assert.Equal(
            ["err", "out", "out"],
            (await cluster.LogAsync("both")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_followed_log_arrives_line_by_line_and_ends_with_the_container()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Pod("follow", "echo begun; while [ ! -e \"$GO/go\" ]; do sleep 0.05; done; echo ended", p =>
            {
                p.Spec.Volumes = [new() { Name = "go", EmptyDir = new() }];
                p.Spec.Containers[0].VolumeMounts = [new() { Name = "go", MountPath = "/go" }];
                p.Spec.Containers[0].Env = [new() { Name = "GO", Value = "/go" }];
            }));
        V1Pod pod = await cluster.PodAsync("follow", p => p.Status?.Phase == "Running");
        using var reader = new StreamReader(await cluster.FollowAsync("follow", "follow=true"));

        Assert.Equal("begun", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        string volume = Assert.Single(Directory.GetDirectories(cluster.StateParent, "go", s_noLinks), d =>
            d.Contains(pod.Metadata.Uid, StringComparison.Ordinal)
        );
        await File.WriteAllTextAsync(Path.Combine(volume, "go"), "", TestContext.Current.CancellationToken);

        Assert.Equal("ended", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }
}
