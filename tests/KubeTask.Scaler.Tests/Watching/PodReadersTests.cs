using System.Buffers;
using System.Text;
using System.Text.Json;
using KubeTask.Core.Work;
using KubeTask.Scaler.Json;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>What the readers find out about pods and about who holds a Task (hazards.md, rows 34, 36 and 40).</summary>
public sealed class PodReadersTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"phase":"Pending"}""", true, AgentObservation.NotStarted)]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"proxy","state":{"running":{}}}]}""", true, AgentObservation.NotStarted)]
    [InlineData("""{"phase":"Running","containerStatuses":[{"state":{"running":{}},"name":"agent"}]}""", true, AgentObservation.Runs)]
    [InlineData(
        """{"containerStatuses":[{"name":"proxy","state":{"running":{}}},{"name":"agent","state":{"terminated":{"exitCode":0}}}],"""
            + """ "phase":"Running"}""",
        true,
        AgentObservation.EndedBeforeOthers
    )]
    [InlineData(
        """{"phase":"Running","containerStatuses":[{"name":"agent","state":{"terminated":{"exitCode":0}}}]}""",
        true,
        AgentObservation.Ended
    )]
    [InlineData(
        """{"phase":"Failed","containerStatuses":[{"name":"agent","state":{"terminated":{"exitCode":0}}},"""
            + """{"name":"proxy","state":{"terminated":{"exitCode":1}}}]}""",
        false,
        AgentObservation.Ended
    )]
    public void The_pod_reader_finds_out_what_the_agent_does(string status, bool mayRun, AgentObservation agent)
    {
        ObservedPod pod = Read(
            new ObservedPodReader(),
            $$$"""
            {"metadata":{"name":"p","namespace":"ns","uid":"u","resourceVersion":"7","deletionTimestamp":"2026-01-01T12:00:00Z",
             "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"ju"}]},"status":{{{status}}}}
            """
        );
        Assert.Equal((mayRun, agent, true), (pod.MayRun, pod.Agent, pod.Deleting));
    }

    [Theory]
    [InlineData("""{"phase":"Pending"}""", true)]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}""", true)]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"}]}""", false)]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"agent","state":{"running":{}}}]}""", false)]
    public void Hazard_35_the_pod_reader_finds_out_whether_the_agent_can_have_started(string status, bool never)
    {
        ObservedPod pod = Read(
            new ObservedPodReader(),
            $$$"""{"metadata":{"name":"p","namespace":"ns","uid":"u","resourceVersion":"7"},"status":{{{status}}}}"""
        );
        Assert.Equal(never, pod.NeverStarted);
    }

    [Theory]
    [InlineData("""{"initContainerStatuses":[{"name":"kubetask-init","state":{"running":{}}}]}""", true)]
    [InlineData("""{"initContainerStatuses":[{"name":"istio-init","state":{"running":{}}}]}""", false)]
    [InlineData("""{"containerStatuses":[{"name":"kubetask-init","state":{"running":{}}}]}""", false)]
    public void The_pod_reader_finds_out_whether_the_pod_fetches(string status, bool fetches)
    {
        ObservedPod pod = Read(
            new ObservedPodReader(),
            $$$"""{"metadata":{"name":"p","namespace":"ns","uid":"u","resourceVersion":"7"},"status":{{{status}}}}"""
        );
        Assert.Equal(fetches, pod.Fetches);
    }

    [Theory]
    [InlineData("""["example.test/archive"]""", true)]
    [InlineData("""["foregroundDeletion"]""", false)]
    [InlineData("""["orphan","example.test/archive"]""", true)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    public void The_Task_reader_finds_out_who_holds_a_deleted_Task(string finalizers, bool held)
    {
        ObservedTask task = Read(
            new ObservedTaskReader(),
            $$$"""
            {"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","deletionTimestamp":"2026-01-01T12:00:00Z",
             "finalizers":{{{finalizers}}}},"spec":{"activeDeadlineSeconds":5},
             "status":{"podName":"p","conditions":[{"type":"Started","status":"True","reason":"Running"}]}}
            """
        );
        Assert.Equal((true, held, 5L, "p"), (task.Deleting, task.Held, task.DeadlineSeconds, task.StartedPod));
    }

    [Theory]
    [InlineData("\"podReplacementPolicy\":\"Failed\",", false)]
    [InlineData("\"podReplacementPolicy\":\"TerminatingOrFailed\",", true)]
    [InlineData("", true)]
    public void The_Job_reader_finds_out_whether_pods_are_replaced_while_they_end(string policy, bool replaces)
    {
        ObservedJob job = Read(
            new ObservedJobReader(),
            $$$"""
            {"metadata":{"name":"a-job","namespace":"ns","uid":"u","resourceVersion":"7","creationTimestamp":"2026-01-01T12:00:00Z"},
             "spec":{{{{policy}}}"backoffLimit":0}}
            """
        );
        Assert.Equal((replaces, s_noon), (job.ReplacesPods, job.CreatedAt));
    }

    private static T Read<T>(IObservedReader<T> objects, string json)
        where T : IObserved
    {
        var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), JsonObjects.Options);
        Assert.True(reader.Read());
        var metadata = default(ObjectMetadata);
        return objects.Read(ref reader, ref metadata);
    }
}
