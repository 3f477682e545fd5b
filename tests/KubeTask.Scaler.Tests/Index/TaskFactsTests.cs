using KubeTask.Core.Events;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Observations;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Work for Tasks that follows from pods, KubeTaskConfigs and other Tasks; and work over HTTP.</summary>
public sealed class TaskFactsTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOutcome s_delivered = new DeliveryOutcome.Delivered();
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly WorkIndex _index;

    public TaskFactsTests() => _index = new WorkIndex(new RedeliverySettings(), _time, new Random(1), "release", TimeSpan.FromSeconds(2));

    public void Dispose() => _index.Dispose();

    [Fact]
    public void A_pod_that_cannot_start_is_work_until_the_Task_reports_it_and_again_when_the_trouble_is_over()
    {
        _index.Replace(Array.Empty<ObservedPod>(), "10");
        _index.Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        _index.Apply(WatchChange.Added, Pod("a", 11, "ImagePullBackOff", s_start.AddSeconds(5)));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Equal(1, _index.Count(WorkFilter.Tasks));
        _index.Apply(WatchChange.Modified, Task("a", 12, "Running") with { TroubleReported = "ImagePullBackOff" });
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Modified, Pod("a", 13, null));
        Assert.Equal(1, _index.Count(WorkFilter.Tasks));
    }

    [Fact]
    public void An_agent_that_runs_is_work_until_the_Task_reports_its_pod()
    {
        _index.Replace(Array.Empty<ObservedPod>(), "10");
        _index.Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Added, Pod("a", 11, null) with { Agent = AgentObservation.Runs });
        WorkItem item = Take(EventType.TaskChanged, "ns/a");
        Assert.Equal(new TaskObservation(Uid("uid-a"), "a-job", "a-pod", null), item.Observed);
        _index.Apply(WatchChange.Modified, Task("a", 12, "Running") with { StartedPod = "a-pod" });
        _index.Complete(item, s_delivered);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _index.Count(WorkFilter.All));
    }

    /// <summary>The function reads the pod then, which says which commits were fetched.</summary>
    [Fact]
    public void An_agent_that_runs_after_a_fetch_is_work_without_an_observation()
    {
        _index.Replace([Pod("a", 11, null) with { Agent = AgentObservation.Runs, Fetches = true }], "10");
        _index.Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        Assert.Null(Take(EventType.TaskChanged, "ns/a").Observed);
    }

    [Fact]
    public void A_pod_that_replaced_the_one_that_ran_the_agent_is_work_where_the_server_replaces_pods()
    {
        foreach (bool replaces in (bool[])[false, true])
        {
            using var index = new WorkIndex(new RedeliverySettings(), _time, new Random(1));
            index.Replace([Pod("a", 11, null, name: "a-2") with { Agent = AgentObservation.Runs }], "10");
            index.Sync([Task("a", 1, "Running") with { StartedPod = "a-1" }], [Job("a", 2) with { ReplacesPods = replaces }]);
            Assert.Equal(replaces ? 1 : 0, index.Count(WorkFilter.Tasks));
        }
    }

    [Fact]
    public void An_ended_Job_is_work_when_no_pod_of_it_may_run_any_more()
    {
        _index.Replace([Pod("a", 11, null) with { Agent = AgentObservation.Runs, Deleting = true }], "10");
        _index.Sync([Task("a", 1, "Running") with { StartedPod = "a-pod" }], [Job("a", 2, ended: true)]);
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Deleted, Pod("a", 12, null));
        WorkItem item = Take(EventType.JobCompleted, "ns/a-job");
        Assert.Equal(new TaskObservation(Uid("uid-a"), "a-job", null, Uid("job-of-a")), item.Observed);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    public void Hazard_35_the_end_of_a_Job_says_that_its_pod_was_lost_before_the_agent_started(bool never, bool replaces, bool lost)
    {
        _index.Replace([Pod("a", 11, "Unschedulable", s_start.AddHours(1))], "10");
        ObservedJob job = Job("a", 2) with { ReplacesPods = replaces };
        _index.Sync([Task("a", 1, "Running")], [job]);
        _index.Apply(WatchChange.Deleted, Pod("a", 12, null) with { NeverStarted = never });
        _index.Apply(WatchChange.Modified, job with { ResourceVersion = "13", Ended = true });
        Assert.Equal(lost, Take(EventType.JobCompleted, "ns/a-job").Observed!.LostBeforeStart);
    }

    [Fact]
    public void An_event_without_an_attempt_observes_nothing()
    {
        _index.Sync([Task("a", 1)]);
        Assert.Null(Take(EventType.TaskChanged, "ns/a").Observed);
    }

    [Fact]
    public void A_deadline_is_work_when_the_agent_has_not_started_by_then()
    {
        _index.Replace([Pod("a", 11, null)], "10");
        _index.Sync([Task("a", 1, "Running") with { DeadlineSeconds = 8 }], [Job("a", 2) with { CreatedAt = s_start }]);
        _time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void A_slot_of_a_former_attempt_is_to_be_freed()
    {
        ObservedAgent agent = Agent("default", 3, max: 1) with { Slots = [new ObservedSlot(new ObjectOwner("a", "uid-a"), Attempt: 1)] };
        ObservedTask waiting = Task("a", 1, "Pending") with { NextAttemptAt = s_start.AddHours(1) };
        _index.Sync([waiting], agents: [agent]);
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Modified, waiting with { ResourceVersion = "12", EndedAttempts = 1 });
        Take(EventType.AgentChanged, "ns/default");
    }

    /// <summary>The Events that say why come at any time, and nothing announces them.</summary>
    [Fact]
    public void A_pod_that_has_not_started_for_an_unknown_reason_is_work_repeatedly_with_growing_pauses()
    {
        _index.Replace(Array.Empty<ObservedPod>(), "10");
        _index.Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        _index.Apply(WatchChange.Added, Pod("a", 11, "ContainersNotCreated", s_start.AddSeconds(15)));
        _time.Advance(TimeSpan.FromSeconds(15.1));
        WorkItem item = Take(EventType.TaskChanged, "ns/a");
        _index.Apply(WatchChange.Modified, Task("a", 12, "Running") with { TroubleReported = "Starting" });
        _index.Complete(item, s_delivered);
        foreach (double pause in (double[])[5, 5.2, 10.5, 21.1])
        {
            _time.Advance(TimeSpan.FromSeconds(pause - 0.2));
            Assert.Equal(0, _index.Count(WorkFilter.All));
            _time.Advance(TimeSpan.FromSeconds(0.3));
            Assert.Equal(1, _index.Count(WorkFilter.Tasks));
            _index.Complete(Take(EventType.TaskChanged, "ns/a"), s_delivered);
        }

        _index.Apply(WatchChange.Modified, Task("a", 13, "Running") with { TroubleReported = "ContainersNotCreated" });
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void Reported_trouble_stays_until_pods_have_been_listed()
    {
        _index.Sync([Task("a", 1, "Running") with { TroubleReported = "Unschedulable" }], [Job("a", 2)]);
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Replace(Array.Empty<ObservedPod>(), "10");
        Assert.Equal(1, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void The_oldest_ended_Task_is_work_while_a_namespace_has_more_than_it_keeps()
    {
        _index.Sync([
            .. Enumerable.Range(0, 5).Select(i => Task($"t{i}", 1 + i, "Completed", completedAt: s_start.AddSeconds(10 - i), ttl: 0)),
        ]);
        _index.Replace([Config("release", 1, null, maxRetained: 3)], "10");
        Take(EventType.TaskChanged, "ns/t4");
        Assert.Equal(1, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Deleted, Task("t4", 11, "Completed"));
        Take(EventType.TaskChanged, "ns/t3");
        _index.Apply(WatchChange.Modified, Task("t3", 12, "Completed", deleting: true));
        Assert.Null(_index.TryTake());
        _index.Apply(WatchChange.Added, Config(Namespace, 13, null, maxRetained: 0));
        Take(EventType.TaskChanged, "ns/t2");
    }

    [Fact]
    public void Hazard_63_a_Task_that_is_kept_is_no_work_when_its_time_to_live_is_over()
    {
        ObservedTask ended = Task("a", 1, "Completed", completedAt: s_start, ttl: 5);
        _index.Sync([ended with { Kept = true }]);
        _time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(0, _index.Count(WorkFilter.All));

        _index.Apply(WatchChange.Modified, ended with { ResourceVersion = "11" });

        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void Hazard_63_a_Task_that_is_kept_does_not_count_among_those_that_a_namespace_retains()
    {
        ObservedTask[] ended =
        [
            .. Enumerable.Range(0, 3).Select(i => Task($"t{i}", 1 + i, "Completed", completedAt: s_start.AddSeconds(i), ttl: 0)),
        ];
        _index.Sync([ended[0] with { Kept = true }, ended[1], ended[2]]);
        _index.Replace([Config("release", 1, null, maxRetained: 2)], "10");
        Assert.Equal(0, _index.Count(WorkFilter.All));

        _index.Apply(WatchChange.Modified, ended[0] with { ResourceVersion = "11" });

        Take(EventType.TaskChanged, "ns/t0");
    }

    [Fact]
    public void Namespaces_take_turns_and_within_a_namespace_the_oldest_Task_comes_first()
    {
        ObservedTask Made(string ns, string name, int version, int second) =>
            Task(name, version, ns: ns) with
            {
                CreatedAt = s_start.AddSeconds(second),
            };
        _index.Sync([Made("busy", "b1", 1, 3), Made("busy", "b2", 2, 2), Made("busy", "b3", 3, 1), Made("calm", "c1", 4, 9)]);
        Assert.Equal(
            ["busy/b3", "calm/c1", "busy/b2", "busy/b1"],
            Enumerable.Range(0, 4).Select(_ => _index.TryTake()!.Subject.ToString())
        );
    }

    [Fact]
    public void HTTP_requests_are_counted_as_work_and_never_delivered()
    {
        _index.Sync();
        IHttpDemand demand = _index;
        using (demand.Enter())
        {
            Assert.Equal(
                (1, 1, 1, 0),
                (demand.Count, _index.Count(WorkFilter.Http), _index.Count(WorkFilter.All), _index.Count(WorkFilter.Tasks))
            );
            Assert.Null(_index.TryTake());
        }

        Assert.Equal(0, _index.Count(WorkFilter.All));
    }

    private static string Uid(string text) => ObjectUid.Parse(text).ToString();

    private WorkItem Take(string eventType, string subject)
    {
        WorkItem? item = _index.TryTake();
        Assert.Equal((eventType, subject), (item?.EventType, item?.Subject.ToString()));
        return item!;
    }
}
