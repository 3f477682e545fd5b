using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Tasks;

namespace KubeTask.Kubernetes.Tests;

/// <summary>How the pods of a Job are read, in a namespace that may have thousands of others.</summary>
public sealed class PodReadsTests
{
    private const string Pods = "api/v1/namespaces/ns/pods";
    private const string Listed = $"{Pods}?labelSelector=job-name%3Dt-job&limit=500";
    private const string Cached = $"{Pods}?labelSelector=job-name%3Dt-job&resourceVersion=0";
    private static readonly ObjectKey s_job = new("ns", "t-job");

    [Fact]
    public async Task Pods_of_a_running_Job_that_were_observed_are_read_by_name()
    {
        AnsweringApi api = new AnsweringApi().With($"{Pods}/p", Pod("p", "Running"));
        Assert.Equal(["p"], await ReadAsync(api, State() with { SeenPods = ["p", "gone"] }));
        Assert.Equal([$"{Pods}/p", $"{Pods}/gone"], api.Paths);
    }

    [Fact]
    public async Task If_no_observed_pod_is_there_the_pods_are_listed()
    {
        AnsweringApi api = new AnsweringApi().With(Listed, List(Pod("q", "Running")));
        Assert.Equal(["q"], await ReadAsync(api, State() with { SeenPods = ["gone"] }));
        Assert.Equal([$"{Pods}/gone", Listed], api.Paths);
    }

    [Fact]
    public async Task A_pod_of_an_ended_Job_that_ended_by_itself_may_come_from_the_cache()
    {
        AnsweringApi api = new AnsweringApi().With(Cached, List(Pod("p", "Succeeded", exitCode: 0)));
        Assert.Equal(["p"], await ReadAsync(api, Ended()));
        Assert.Equal([Cached], api.Paths);
    }

    [Theory]
    [InlineData("Running", null, "job-uid")]
    [InlineData("Succeeded", 0, "of-a-former-job")]
    public async Task Another_pod_in_the_cache_decides_nothing(string phase, int? exitCode, string owner)
    {
        AnsweringApi api = new AnsweringApi()
            .With(Cached, List(Pod("p", phase, exitCode, owner)))
            .With(Listed, List(Pod("q", "Failed", exitCode: 1)));
        Assert.Equal(["q"], await ReadAsync(api, Ended()));
        Assert.Equal([Cached, Listed], api.Paths);
    }

    [Fact]
    public async Task Two_pods_in_the_cache_decide_nothing()
    {
        AnsweringApi api = new AnsweringApi()
            .With(Cached, List(Pod("p", "Failed", exitCode: 1), Pod("q", "Failed", exitCode: 1)))
            .With(Listed, List());
        Assert.Empty(await ReadAsync(api, Ended()));
        Assert.Equal([Cached, Listed], api.Paths);
    }

    [Fact]
    public void An_object_that_cannot_be_read_or_is_another_Tasks_is_left_to_a_read()
    {
        Assert.Null(StateOf("""{"metadata":{"name":"t","namespace":"ns"},"spec":5}"""));
        Assert.Null(StateOf("""{"metadata":{"name":"other","namespace":"ns"},"spec":{}}"""));
        Assert.NotNull(StateOf("""{"metadata":{"name":"t","namespace":"ns"},"spec":{}}"""));
    }

    private static TaskState? StateOf(string json) =>
        new TaskDelivery(null, new EventData { Task = new RawJson(System.Text.Encoding.UTF8.GetBytes(json)) }).State(
            new ObjectKey("ns", "t"),
            "kubetask-system",
            "registry.example.com/init:v1"
        );

    private static TaskState State() =>
        new()
        {
            Task = new V1Alpha1Task
            {
                Metadata = new V1ObjectMeta { Name = "t", NamespaceProperty = "ns" },
                Spec = new V1Alpha1TaskSpec(),
            },
        };

    private static TaskState Ended() => State() with { Observed = new TaskObservation("uid", "t-job", null, "job-uid") };

    private static async Task<string[]> ReadAsync(AnsweringApi api, TaskState state)
    {
        var gatherer = new TaskGatherer(api, new RecentObjects(TimeProvider.System), "kubetask-system");
        Func<TaskState, TaskState> add = await gatherer.ReadAsync(state, new Need.Pods(s_job), CancellationToken.None);
        ImmutableArray<V1Pod> pods = add(state).Pods[s_job];
        return [.. pods.Select(p => p.Metadata.Name)];
    }

    private static string List(params string[] pods) => $$"""{"metadata":{},"items":[{{string.Join(',', pods)}}]}""";

    private static string Pod(string name, string phase, int? exitCode = null, string owner = "job-uid")
    {
        string state = exitCode is { } code ? $$$"""{"terminated":{"exitCode":{{{code}}}}}""" : """{"running":{}}""";
        return $$$"""
            {"metadata":{"name":"{{{name}}}","namespace":"ns",
            "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"t-job","uid":"{{{owner}}}"}]},
            "status":{"phase":"{{{phase}}}","containerStatuses":[{"name":"agent","image":"a","imageID":"","ready":false,"restartCount":0,
            "state":{{{state}}}}]}}
            """;
    }
}
