using k8s;
using k8s.Models;
using PocketKube.Node.Sandboxes;
using PocketKube.Node.Scheduling;

namespace KubeTask.Local.Tests.Node;

/// <summary>Pods that no node fits, as a scheduler leaves them.</summary>
public sealed class SchedulingTests
{
    private const string NoMatch = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_whose_nodeSelector_matches_no_node_stays_Pending_until_the_node_has_the_label()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(Wanting("picky", "disk", "ssd"));

        V1Pod pod = await cluster.PodAsync("picky", p => p.Status?.Conditions?.Count > 0);

        V1PodCondition condition = Assert.Single(pod.Status.Conditions);
        Assert.Equal(
            ("PodScheduled", "False", "Unschedulable", NoMatch),
            (condition.Type, condition.Status, condition.Reason, condition.Message)
        );
        Assert.Equal(("Pending", null), (pod.Status.Phase, pod.Spec.NodeName));
        Assert.Null(pod.Status.ContainerStatuses);
        Corev1Event reported = Assert.Single(await cluster.EventsAsync("picky", "FailedScheduling"));
        Assert.Equal(("Warning", "default-scheduler", NoMatch), (reported.Type, reported.Source.Component, reported.Message));

        await PatchNodeAsync(cluster, """{"metadata":{"labels":{"disk":"ssd"}}}""");

        pod = await cluster.EndedPodAsync("picky");
        Assert.Equal("Succeeded", pod.Status.Phase);
        condition = pod.Status.Conditions.Single(c => c.Type == "PodScheduled");
        Assert.Equal(("True", null, null), (condition.Status, condition.Reason, condition.Message));
    }

    [Fact]
    public async Task A_pod_that_fits_no_node_can_be_deleted_and_holds_up_no_other()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto, maxRunningPods: 1);
        await cluster.CreateAsync(Wanting("picky", "disk", "ssd"));
        await cluster.PodAsync("picky", p => p.Status?.Conditions?.Count > 0);

        await cluster.CreateAsync(LocalCluster.Pod("easy", "true"));
        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("easy")).Status.Phase);
        await cluster.Client.CoreV1.DeleteNamespacedPodAsync("picky", LocalCluster.Namespace, cancellationToken: Token);

        await cluster.GoneAsync("picky");
    }

    [Fact]
    public async Task A_deadline_of_a_pod_that_fits_no_node_begins_when_one_does()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(Wanting("picky", "disk", "ssd", pod => pod.Spec.ActiveDeadlineSeconds = 1));
        V1Pod pod = await cluster.PodAsync("picky", p => p.Status?.Conditions?.Count > 0);
        Assert.Null(pod.Status.StartTime);
        // Another pod lasts longer than that deadline.
        await cluster.CreateAsync(LocalCluster.Pod("lasting", "sleep 2"));
        V1Pod lasting = await cluster.EndedPodAsync("lasting");
        Assert.Equal("Pending", (await cluster.PodAsync("picky", _ => true)).Status.Phase);

        await PatchNodeAsync(cluster, """{"metadata":{"labels":{"disk":"ssd"}}}""");

        pod = await cluster.EndedPodAsync("picky");
        Assert.True(pod.Status.StartTime > lasting.Status.StartTime, $"started at {pod.Status.StartTime}");
    }

    [Fact]
    public async Task A_Job_whose_pod_fits_no_node_ends_at_its_deadline_and_leaves_no_pod()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);
        await cluster.CreateAsync(LocalCluster.Job("late", Wanting("x", "disk", "ssd"), job =>
            {
                job.Spec.ActiveDeadlineSeconds = 1;
                job.Spec.PodReplacementPolicy = "Failed";
            }));

        V1Job job = await cluster.EndedJobAsync("late");

        Assert.Equal(("Failed", "DeadlineExceeded"), (LocalCluster.End(job)!.Type, LocalCluster.End(job)!.Reason));
        await LocalCluster.UntilAsync(() => cluster.PodsOfAsync("late"), l => l.Count == 0, _ => "the pod is still there");
    }

    [Fact]
    public async Task The_node_has_an_object_with_the_usual_labels()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto);

        V1Node node = await cluster.Client.CoreV1.ReadNodeAsync("local", cancellationToken: Token);

        Assert.Equal("linux", node.Metadata.Labels["kubernetes.io/os"]);
        Assert.Equal("local", node.Metadata.Labels["kubernetes.io/hostname"]);
        Assert.Matches("^(amd64|arm64)$", node.Metadata.Labels["kubernetes.io/arch"]);
        Assert.Equal("True", node.Status.Conditions.Single(c => c.Type == "Ready").Status);
    }

    [Theory]
    [InlineData("""{"nodeSelector":{"kubernetes.io/os":"linux"}}""", true)]
    [InlineData("""{"nodeSelector":{"kubernetes.io/os":"linux","zone":"b"}}""", false)]
    [InlineData(Required + """{"key":"zone","operator":"In","values":["a","b"]}""" + Closed, true)]
    [InlineData(Required + """{"key":"zone","operator":"NotIn","values":["a"]}""" + Closed, false)]
    [InlineData(Required + """{"key":"nosuch","operator":"NotIn","values":["a"]}""" + Closed, true)]
    [InlineData(Required + """{"key":"zone","operator":"Exists"}""" + Closed, true)]
    [InlineData(Required + """{"key":"zone","operator":"DoesNotExist"}""" + Closed, false)]
    [InlineData(Required + """{"key":"cores","operator":"Gt","values":["4"]}""" + Closed, true)]
    [InlineData(Required + """{"key":"cores","operator":"Lt","values":["8"]}""" + Closed, false)]
    [InlineData(Required + """{"key":"zone","operator":"Gt","values":["4"]}""" + Closed, false)]
    [InlineData(Terms + """[{"matchFields":[{"key":"metadata.name","operator":"In","values":["local"]}]}]}}}}""", true)]
    [InlineData(Terms + """[{"matchFields":[{"key":"metadata.name","operator":"In","values":["other"]}]}]}}}}""", false)]
    [InlineData(Terms + """[{},{"matchExpressions":[{"key":"zone","operator":"Exists"}]}]}}}}""", true)]
    [InlineData(Terms + """[{}]}}}}""", false)]
    public void Labels_decide_whether_a_pod_fits(string spec, bool fits) =>
        Assert.Equal(fits ? null : NoMatch, NodeFit.Unfit(Pod(spec), Node()));

    [Theory]
    [InlineData("{}", "0/1 nodes are available: 1 node(s) had untolerated taint {team: a}.")]
    [InlineData("""{"tolerations":[{"key":"team","value":"b"}]}""", "0/1 nodes are available: 1 node(s) had untolerated taint {team: a}.")]
    [InlineData("""{"tolerations":[{"key":"team","value":"a","effect":"NoSchedule"}]}""", null)]
    [InlineData("""{"tolerations":[{"key":"team","operator":"Exists"}]}""", null)]
    [InlineData("""{"tolerations":[{"operator":"Exists"}]}""", null)]
    public void A_taint_keeps_a_pod_away_that_does_not_tolerate_it(string spec, string? message) =>
        Assert.Equal(
            message,
            NodeFit.Unfit(
                Pod(spec),
                Node(
                    new V1Taint
                    {
                        Key = "team",
                        Value = "a",
                        Effect = "NoSchedule",
                    }
                )
            )
        );

    [Fact]
    public void A_cordoned_node_and_no_node_at_all_fit_no_pod()
    {
        V1Node cordoned = Node();
        cordoned.Spec.Unschedulable = true;

        Assert.Equal("0/1 nodes are available: 1 node(s) were unschedulable.", NodeFit.Unfit(Pod("{}"), cordoned));
        Assert.Equal("no nodes available to schedule pods", NodeFit.Unfit(Pod("{}"), null));
    }

    private const string Terms = """{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":""";

    private const string Required = Terms + """[{"matchExpressions":[""";
    private const string Closed = "]}]}}}}";

    private static Task<V1Node> PatchNodeAsync(LocalCluster cluster, string patch) =>
        cluster.Client.CoreV1.PatchNodeAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), "local", cancellationToken: Token);

    private static V1Pod Wanting(string name, string label, string value, Action<V1Pod>? change = null) =>
        LocalCluster.Pod(name, "true", pod =>
        {
            pod.Spec.NodeSelector = new Dictionary<string, string> { [label] = value };
            change?.Invoke(pod);
        });

    private static V1Pod Pod(string spec) => new() { Spec = KubernetesJson.Deserialize<V1PodSpec>(spec) };

    private static V1Node Node(params V1Taint[] taints) =>
        new()
        {
            Metadata = new()
            {
                Name = "local",
                Labels = new Dictionary<string, string>
                {
                    ["kubernetes.io/os"] = "linux",
                    ["zone"] = "a",
                    ["cores"] = "8",
                },
            },
            Spec = new() { Taints = taints },
        };
}
