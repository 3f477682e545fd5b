using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Observations;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Work for Agents, and for the Tasks that wait for their slots.</summary>
public sealed class AgentWorkTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOutcome s_delivered = new DeliveryOutcome.Delivered();
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly WorkIndex _index;

    public AgentWorkTests() => _index = new WorkIndex(new RedeliverySettings(), _time, new Random(1), "release", TimeSpan.FromSeconds(2));

    public void Dispose() => _index.Dispose();

    [Fact]
    public void While_no_slot_is_free_a_queued_Task_is_no_work_and_its_Agent_is_work_until_it_has_counted_the_Task()
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
    public void Hazard_12_an_Agent_is_work_while_a_slot_belongs_to_a_Task_that_is_gone_or_has_ended()
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
    public void Hazard_12_the_slot_of_a_Task_that_is_gone_is_looked_at_again_as_soon_as_its_pod_ends()
    {
        _index.Replace([Pod("a", 3, null)], "10");
        _index.Sync([Task("a", 1, "Running")], [Job("a", 2)], [Agent("default", 5, max: 1, slots: "a")]);
        _index.Apply(WatchChange.Deleted, Task("a", 11, "Running"));
        // The pod has half a minute to end. Meanwhile the slot isn't free, and the backoff grows.
        for (DateTimeOffset end = s_start.AddSeconds(40); _time.GetUtcNow() < end; _time.Advance(TimeSpan.FromSeconds(1)))
        {
            if (_index.TryTake() is { } repeat)
                _index.Complete(repeat, s_delivered);
        }

        Assert.Null(_index.TryTake());
        _index.Apply(WatchChange.Deleted, Pod("a", 12, null));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Take(EventType.AgentChanged, "ns/default");
    }

    [Fact]
    public void A_granted_slot_makes_only_its_Task_work()
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
    public void No_Task_waits_for_a_slot_if_its_Agent_has_no_limit_or_does_not_exist(bool gone)
    {
        _index.Sync([Queued("a", 1)], agents: [Agent("default", 3, max: 1, queued: 1)]);
        _index.Apply(gone ? WatchChange.Deleted : WatchChange.Modified, Agent("default", 12));
        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void An_Agent_that_makes_progress_is_delivered_without_backoff()
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
    public void An_Agent_with_a_quota_is_work_when_its_window_opens()
    {
        var quota = new AgentQuota { MaxTaskStarts = 1, WindowSeconds = 10 };
        _index.Sync([Queued("a", 1)], agents: [Agent("default", 2, queued: 1, quota: quota, starts: [s_start.UtcDateTime])]);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Take(EventType.AgentChanged, "ns/default");
    }

    [Fact]
    public void An_Agent_whose_limits_are_gone_is_work_until_its_status_is_about_no_spec()
    {
        _index.Sync(agents: [Agent("default", 3, max: 1) with { HasLedger = true }]);
        Assert.Null(_index.TryTake());
        _index.Apply(WatchChange.Modified, Agent("default", 11, current: false) with { HasLedger = true });
        WorkItem item = Take(EventType.AgentChanged, "ns/default");
        _index.Apply(WatchChange.Modified, Agent("default", 12, current: false));
        _index.Complete(item, s_delivered);
        Assert.Null(_index.TryTake());
    }

    private static ObservedTask Queued(string name, int version) => Task(name, version, "Queued");

    private WorkItem Take(string eventType, string subject)
    {
        WorkItem? item = _index.TryTake();
        Assert.Equal((eventType, subject), (item?.EventType, item?.Subject.ToString()));
        return item!;
    }
}
