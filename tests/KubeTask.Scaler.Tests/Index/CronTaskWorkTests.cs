using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Observations;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Work for CronTasks: when they are due, their backlog, and their Tasks.</summary>
public sealed class CronTaskWorkTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOutcome s_delivered = new DeliveryOutcome.Delivered();
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly WorkIndex _index;

    public CronTaskWorkTests() =>
        _index = new WorkIndex(new RedeliverySettings(), _time, new Random(1), "release", TimeSpan.FromSeconds(2));

    public void Dispose() => _index.Dispose();

    [Fact]
    public void A_CronTask_counts_two_seconds_before_it_is_due_and_is_delivered_when_it_is_due()
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
    public void Due_CronTasks_come_before_Tasks_and_before_CronTasks_that_were_delivered()
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
        Assert.Equal((2, "2"), Hints(Take(EventType.CronTaskDue, "ns/c2")));
        Assert.Equal((1, "3"), Hints(Take(EventType.CronTaskDue, "ns/c3")));
        Assert.Equal((null, "1"), Hints(Take(EventType.CronTaskDue, "ns/c1")));
        Take(EventType.TaskChanged, "ns/t");
        Assert.Null(_index.TryTake());

        static (int?, string?) Hints(WorkItem item) => (item.ToEvent().Backlog, item.ToEvent().ResourceVersion);
    }

    [Fact]
    public void A_backlog_of_CronTasks_does_not_hold_up_Tasks_of_other_namespaces()
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
    public void A_batch_of_the_backlog_follows_the_order_of_the_queue_and_leaves_out_failed_events()
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
    public void A_CronTask_is_work_when_its_active_Tasks_changed_or_it_keeps_too_many_ended_ones()
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
