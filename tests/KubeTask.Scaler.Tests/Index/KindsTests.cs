using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Sights;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Work for Agents and CronTasks, and for Tasks by what is seen of Agents, pods and KubeTaskConfigs.</summary>
public sealed class KindsTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOutcome s_delivered = new DeliveryOutcome.Delivered();
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly WorkIndex _index;

    public KindsTests() => _index = new WorkIndex(new RedeliverySettings(), _time, new Random(1), "release", TimeSpan.FromSeconds(2));

    public void Dispose() => _index.Dispose();

    [Fact]
    public void A_queued_Task_without_a_free_slot_is_no_work_and_the_Agent_is_until_it_has_counted_it()
    {
        _index.Sync([Queued("a", 1)], agents: [Agent("default", 2, max: 1, slots: "other")], jobs: [Job("other", 3)]);
        _index.Apply(WatchChange.Added, Task("other", 11, "Running"));
        WorkItem item = _index.TryTake()!;
        Assert.Equal((WorkKind.Agent, EventType.AgentChanged, "ns/default"), (item.Kind, item.EventType, item.Subject.ToString()));
        Assert.Null(_index.TryTake());
        _index.Apply(WatchChange.Modified, Agent("default", 12, max: 1, queued: 1, slots: "other"));
        _index.Complete(item, s_delivered);
        Assert.Equal(0, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void Hazard_12_a_slot_whose_Task_is_gone_or_has_ended_is_work_for_the_Agent()
    {
        _index.Sync(
            [Task("a", 1, "Running"), Task("b", 2, "Running")],
            [Job("a", 3), Job("b", 4)],
            [Agent("default", 5, max: 2, slots: ["a", "b"])]
        );
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Deleted, Task("a", 11, "Running"));
        _index.Complete(Take(EventType.AgentChanged, "ns/default"), new DeliveryOutcome.Asleep());
        _index.Apply(WatchChange.Modified, Agent("default", 12, max: 2, slots: ["b"]));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Modified, Task("b", 13, "Completed"));
        Take(EventType.AgentChanged, "ns/default");
    }

    [Fact]
    public void A_slot_that_is_given_makes_exactly_that_Task_work()
    {
        _index.Sync(
            [Queued("a", 1), Queued("b", 2)],
            agents: [Agent("default", 3, max: 1, queued: 2, slots: "other")],
            jobs: [Job("other", 4)]
        );
        _index.Apply(WatchChange.Added, Task("other", 11, "Running"));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Modified, Agent("default", 12, max: 1, queued: 1, slots: "b"));
        Take(EventType.TaskChanged, "ns/b");
        Assert.Equal(1, _index.Count(WorkFilter.All));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_limit_or_without_the_Agent_no_Task_waits_for_a_slot(bool gone)
    {
        _index.Sync([Queued("a", 1)], agents: [Agent("default", 3, max: 1, queued: 1)]);
        _index.Apply(gone ? WatchChange.Deleted : WatchChange.Modified, Agent("default", 12));
        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void An_Agent_that_gets_on_is_not_made_to_wait_like_one_that_does_not()
    {
        _index.Sync(agents: [Agent("default", 3, max: 1)]);
        _index.Apply(WatchChange.Added, Queued("t0", 11));
        for (int i = 1; i < 12; i++)
        {
            WorkItem item = Take(EventType.AgentChanged, "ns/default");
            _index.Apply(WatchChange.Added, Queued($"t{i}", 11 + (2 * i)));
            _index.Apply(WatchChange.Modified, Agent("default", 12 + (2 * i), max: 1, queued: i));
            _index.Complete(item, s_delivered);
            _time.Advance(TimeSpan.FromMilliseconds(110));
        }
    }

    [Fact]
    public void A_quota_is_work_when_its_window_opens()
    {
        var quota = new AgentQuota { MaxTaskStarts = 1, WindowSeconds = 10 };
        _index.Sync([Queued("a", 1)], agents: [Agent("default", 2, queued: 1, quota: quota, starts: [s_start.UtcDateTime])]);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Take(EventType.AgentChanged, "ns/default");
    }

    [Fact]
    public void A_CronTask_counts_a_little_before_it_is_due_and_is_delivered_at_the_second()
    {
        _index.Sync(crons: [CronTask("nightly", 1, s_start.AddSeconds(60))]);
        _time.Advance(TimeSpan.FromSeconds(57.9));
        Assert.Equal(0, _index.Count(WorkFilter.Crons));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(1, _index.Count(WorkFilter.Crons));
        Assert.Equal(0, _index.Count(WorkFilter.Tasks));
        Assert.Null(_index.TryTake());
        _time.Advance(TimeSpan.FromSeconds(1.89));
        Assert.Null(_index.TryTake());
        _time.Advance(TimeSpan.FromSeconds(0.02));
        Assert.Equal(WorkKind.CronTask, Take(EventType.CronTaskDue, "ns/nightly").Kind);
    }

    [Fact]
    public void CronTasks_that_are_due_come_before_Tasks_and_before_those_that_were_delivered()
    {
        _index.Sync(
            crons:
            [
                CronTask("c1", 1, s_start.AddSeconds(60)),
                CronTask("c2", 2, s_start.AddSeconds(61)),
                CronTask("c3", 3, s_start.AddSeconds(62)),
            ]
        );
        _time.Advance(TimeSpan.FromSeconds(60.01));
        _index.Complete(Take(EventType.CronTaskDue, "ns/c1"), s_delivered);
        _time.Advance(TimeSpan.FromSeconds(5));
        _index.Apply(WatchChange.Added, Task("t", 11) with { CreatedAt = s_start.AddSeconds(30) });
        _index.Apply(WatchChange.Added, Job("j", 12, ended: true));
        _index.Apply(WatchChange.Added, Task("j", 13, "Running"));

        Take(EventType.JobCompleted, "ns/j-job");
        Assert.Equal((1, "2"), Hints(Take(EventType.CronTaskDue, "ns/c2")));
        Assert.Equal((null, "3"), Hints(Take(EventType.CronTaskDue, "ns/c3")));
        Assert.Equal((null, null), Hints(Take(EventType.CronTaskDue, "ns/c1")));
        Take(EventType.TaskChanged, "ns/t");
        Assert.Null(_index.TryTake());

        static (int?, string?) Hints(WorkItem item) => (item.ToEvent().Backlog, item.ToEvent().ResourceVersion);
    }

    [Fact]
    public void A_backlog_of_CronTasks_holds_no_other_namespaces_Tasks()
    {
        _index.Sync(
            crons:
            [
                CronTask("c1", 1, s_start.AddSeconds(60)),
                CronTask("c2", 2, s_start.AddSeconds(60)),
                CronTask("c3", 3, s_start.AddSeconds(60)),
            ]
        );
        _time.Advance(TimeSpan.FromSeconds(60.01));
        _index.Apply(WatchChange.Added, Task("t", 11) with { Key = new ObjectKey("other", "t"), CreatedAt = s_start.AddSeconds(60) });

        WorkItem[] taken = [_index.TryTake()!, _index.TryTake()!, _index.TryTake()!, _index.TryTake()!];
        Assert.InRange(Array.FindIndex(taken, t => t.Key.Namespace == "other"), 0, 1);
    }

    [Fact]
    public void Of_the_backlog_those_go_along_that_are_next_in_line()
    {
        _index.Sync(crons: [.. Enumerable.Range(1, 5).Select(i => CronTask($"c{i}", i, s_start.AddSeconds(60)))]);
        _time.Advance(TimeSpan.FromSeconds(60.01));
        _index.Apply(WatchChange.Added, Task("t", 11) with { Key = new ObjectKey("other", "t"), CreatedAt = s_start.AddSeconds(60) });

        WorkItem failed = _index.TryTake()!;
        Assert.Equal(4, failed.Backlog);
        // The other namespace's turn.
        Assert.Null(_index.TryTakeOfBacklog());
        Assert.Equal("other", _index.TryTake()!.Key.Namespace);
        Assert.Equal(3, _index.TryTakeOfBacklog()!.Backlog);
        _index.Complete(failed, new DeliveryOutcome.Failed());
        _time.Advance(TimeSpan.FromSeconds(1));
        WorkItem?[] along = [_index.TryTakeOfBacklog(), _index.TryTakeOfBacklog(), _index.TryTakeOfBacklog(), _index.TryTakeOfBacklog()];

        // One that failed goes alone, after the others.
        Assert.Equal(3, along.Count(i => i is not null));
        Assert.DoesNotContain(along, i => i?.Key == failed.Key);
        Assert.Equal((failed.Key, 0), (_index.TryTake() is { } last ? (last.Key, last.Backlog) : default));
    }

    [Fact]
    public void Hazard_17_a_clock_that_is_set_forward_is_noticed_within_a_minute()
    {
        _index.Sync(crons: [CronTask("nightly", 1, s_start.AddHours(2))]);
        _time.AdjustTime(s_start.AddHours(3));
        _time.Advance(TimeSpan.FromMinutes(1));
        Take(EventType.CronTaskDue, "ns/nightly");
    }

    [Fact]
    public void A_CronTask_whose_Tasks_changed_or_are_too_many_is_work()
    {
        _index.Sync(crons: [CronTask("nightly", 1, s_start.AddHours(1))]);
        _index.Apply(WatchChange.Added, Owned("n1", 11, "Running"));
        _index.Apply(WatchChange.Added, Job("n1", 12));
        Assert.Equal(1, _index.Count(WorkFilter.Crons));
        _index.Apply(WatchChange.Modified, CronTask("nightly", 13, s_start.AddHours(1), active: 1));
        Assert.Equal(0, _index.Count(WorkFilter.Crons));
        _index.Apply(WatchChange.Modified, Owned("n1", 14, "Failed"));
        _index.Apply(WatchChange.Modified, CronTask("nightly", 15, s_start.AddHours(1)));
        Assert.Equal(0, _index.Count(WorkFilter.Crons));
        _index.Apply(WatchChange.Added, Owned("n2", 16, "Failed"));
        Assert.Equal(1, _index.Count(WorkFilter.Crons));
        _index.Apply(WatchChange.Deleted, Owned("n1", 17, "Failed"));
        Assert.Equal(0, _index.Count(WorkFilter.Crons));
    }

    [Fact]
    public void A_pod_that_cannot_start_is_work_until_the_Task_tells_of_it_and_again_when_it_is_over()
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

    /// <summary>The Events that say why come when they come, and nothing tells of them.</summary>
    [Fact]
    public void A_pod_that_has_not_started_without_a_reason_is_work_again_and_again_ever_more_seldom()
    {
        _index.Replace(Array.Empty<ObservedPod>(), "10");
        _index.Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        _index.Apply(WatchChange.Added, Pod("a", 11, "ContainersNotCreated", s_start.AddSeconds(15)));
        _time.Advance(TimeSpan.FromSeconds(15.1));
        WorkItem told = Take(EventType.TaskChanged, "ns/a");
        _index.Apply(WatchChange.Modified, Task("a", 12, "Running") with { TroubleReported = "Starting" });
        _index.Complete(told, s_delivered);
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
    public void Trouble_that_is_told_is_not_taken_back_before_the_pods_are_known()
    {
        _index.Sync([Task("a", 1, "Running") with { TroubleReported = "Unschedulable" }], [Job("a", 2)]);
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _index.Replace(Array.Empty<ObservedPod>(), "10");
        Assert.Equal(1, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void Of_more_ended_Tasks_than_a_namespace_keeps_the_oldest_is_work_and_then_the_next()
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
    public void Namespaces_take_turns_and_within_one_the_oldest_goes_first()
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
    public void Requests_over_HTTP_are_work_that_is_counted_and_never_delivered()
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

    private static ObservedTask Queued(string name, int version) => Task(name, version, "Queued");

    private static ObservedTask Owned(string name, int version, string phase) =>
        Task(name, version, phase, ttl: 0) with
        {
            CronTask = new ObjectOwner("nightly", "uid-of-cron-nightly"),
        };

    private WorkItem Take(string eventType, string subject)
    {
        WorkItem? item = _index.TryTake();
        Assert.Equal((eventType, subject), (item?.EventType, item?.Subject.ToString()));
        return item!;
    }
}
