using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Observations;

namespace KubeTask.Scaler.Tests.Index;

public sealed class WorkIndexTests : IDisposable
{
    private static readonly DeliveryOutcome s_delivered = new DeliveryOutcome.Delivered();
    private static readonly DeliveryOutcome s_failed = new DeliveryOutcome.Failed();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly WorkIndex _index;

    public WorkIndexTests() => _index = new WorkIndex(new RedeliverySettings(), _time, new Random(1));

    public void Dispose() => _index.Dispose();

    [Fact]
    public void There_is_no_work_before_Tasks_Jobs_Agents_and_CronTasks_are_all_listed()
    {
        _index.Replace(Array.Empty<ObservedAgent>(), "10");
        _index.Replace(Array.Empty<ObservedCronTask>(), "10");
        _index.Replace([Task("a", 1, "Running")], "10");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        Assert.False(_index.Synced.IsCompleted);
        _index.Replace([Job("a", 2)], "10");
        Assert.True(_index.Synced.IsCompleted);
        Assert.Equal(0, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void A_new_Task_is_work_until_it_is_observed_Running_with_its_Job()
    {
        Sync();
        _index.Apply(WatchChange.Added, Task("a", 11));
        WorkItem item = Take(EventType.TaskChanged, "ns/a");
        Assert.Null(item.ToEvent().Task);
        Assert.Null(_index.TryTake());
        Assert.Equal(1, _index.Count(WorkFilter.Tasks));
        _index.Apply(WatchChange.Modified, Task("a", 13, "Running"));
        _index.Apply(WatchChange.Added, Job("a", 12));
        Assert.Equal(1, _index.Count(WorkFilter.All));
        _index.Complete(item, s_delivered);
        Assert.Equal(0, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void An_ended_Job_is_work_under_its_own_name_until_the_Task_is_terminal()
    {
        Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        _index.Apply(WatchChange.Modified, Job("a", 11, ended: true));
        WorkItem item = Take(EventType.JobCompleted, "ns/a-job");
        Assert.Equal("a", item.ToEvent().Task);
        Assert.Equal(1, _index.Count(WorkFilter.Jobs));
        Assert.Equal(0, _index.Count(WorkFilter.Tasks));
        _index.Apply(WatchChange.Modified, Task("a", 12, "Completed"));
        _index.Complete(item, s_delivered);
        Assert.Equal(0, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void Ended_Jobs_come_first_and_then_the_oldest_Task()
    {
        Sync([Task("done", 1, "Running")], [Job("done", 2)]);
        _index.Apply(WatchChange.Added, Task("second", 11));
        _time.Advance(TimeSpan.FromMilliseconds(5));
        _index.Apply(WatchChange.Added, Task("third", 12));
        _index.Apply(WatchChange.Modified, Job("done", 13, ended: true));
        Assert.Equal(
            ["ns/done-job", "ns/second", "ns/third"],
            [_index.TryTake()?.Subject.ToString(), _index.TryTake()?.Subject.ToString(), _index.TryTake()?.Subject.ToString()]
        );
    }

    [Fact]
    public void Hazard_9_a_Job_of_an_earlier_Task_with_the_same_name_does_not_count()
    {
        Sync([Task("a", 1, "Running", uid: "new")], [Job("a", 2, ended: true, taskUid: "former")]);
        Assert.Equal(0, _index.Count(WorkFilter.Jobs));
        _time.Advance(TimeSpan.FromSeconds(2.1));
        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void Hazard_11_a_running_Task_whose_Job_is_not_observed_is_work_only_after_a_while()
    {
        Sync([Task("a", 1)], []);
        _time.Advance(TimeSpan.FromMinutes(1));
        WorkItem item = _index.TryTake()!;
        _index.Apply(WatchChange.Modified, Task("a", 11, "Running"));
        _index.Complete(item, s_delivered);
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _index.Count(WorkFilter.All));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(1, _index.Count(WorkFilter.All));
    }

    [Fact]
    public void A_waiting_Task_is_work_every_two_seconds()
    {
        Sync([Task("a", 1, "Pending", waitingSince: _time.GetUtcNow())], []);
        Assert.Null(_index.TryTake());
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2.1));
            _index.Complete(Take(EventType.TaskChanged, "ns/a"), s_delivered);
            Assert.Equal(0, _index.Count(WorkFilter.All));
        }
    }

    [Fact]
    public void A_delivery_without_effect_is_repeated_with_growing_pauses_and_the_same_id()
    {
        Sync([Task("a", 1)], []);
        string id = Take(EventType.TaskChanged, "ns/a", s_delivered).Id;
        foreach (double seconds in new[] { 1.0, 2, 4, 8, 16, 32, 60, 60 })
        {
            _time.Advance(TimeSpan.FromSeconds((seconds / 2) - 0.01));
            Assert.Null(_index.TryTake());
            _time.Advance(TimeSpan.FromSeconds((seconds / 2) + 0.02));
            Assert.Equal(id, Take(EventType.TaskChanged, "ns/a", s_delivered).Id);
        }
    }

    [Fact]
    public void A_change_that_is_observed_after_a_delivery_brings_the_repeat_forward()
    {
        Sync([Task("a", 1)], []);
        for (int i = 0; i < 8; i++)
        {
            Take(EventType.TaskChanged, "ns/a", s_delivered);
            _time.Advance(TimeSpan.FromSeconds(61));
        }

        Take(EventType.TaskChanged, "ns/a", s_delivered);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(_index.TryTake());
        _index.Apply(WatchChange.Modified, Task("a", 11));
        Take(EventType.TaskChanged, "ns/a", s_delivered);
    }

    [Fact]
    public void A_Job_and_a_pod_that_are_observed_before_the_status_do_not_bring_the_repeat_forward()
    {
        Sync([Task("a", 1)], []);
        Take(EventType.TaskChanged, "ns/a", s_delivered);
        _index.Apply(WatchChange.Added, Job("a", 11));
        _index.Apply(WatchChange.Added, Pod("a", 12, null));
        _time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Null(_index.TryTake());
        _index.Apply(WatchChange.Modified, Task("a", 13, "Running"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(_index.TryTake());
    }

    [Fact]
    public void A_function_that_writes_without_progress_is_not_called_in_a_loop()
    {
        Sync([Task("a", 1)], []);
        int calls = 0;
        for (int ms = 0; ms < 60_000; ms += 10)
        {
            if (_index.TryTake() is { } item)
            {
                calls++;
                _index.Apply(WatchChange.Modified, Task("a", 11 + calls));
                _index.Complete(item, s_delivered);
            }

            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(calls, 5, 20);
    }

    [Fact]
    public void A_failed_delivery_is_retried_with_growing_pauses_and_obeys_Retry_After()
    {
        Sync([Task("a", 1)], []);
        Take(EventType.TaskChanged, "ns/a", s_failed);
        _time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Null(_index.TryTake());
        _time.Advance(TimeSpan.FromMilliseconds(52));
        Take(EventType.TaskChanged, "ns/a", new DeliveryOutcome.Failed(TimeSpan.FromSeconds(7)));
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Null(_index.TryTake());
        Assert.Equal(1, _index.Count(WorkFilter.All));
        _time.Advance(TimeSpan.FromSeconds(1.6));
        Take(EventType.TaskChanged, "ns/a", new DeliveryOutcome.Asleep());
        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void An_ended_Job_does_not_wait_for_the_repeat_of_another_event()
    {
        Sync([Task("a", 1)], []);
        Take(EventType.TaskChanged, "ns/a", s_delivered);
        _index.Apply(WatchChange.Added, Job("a", 11, ended: true));
        Take(EventType.JobCompleted, "ns/a-job");
    }

    [Fact]
    public void New_work_starts_with_a_short_pause_however_often_the_former_work_was_repeated()
    {
        Sync([Task("a", 1)], []);
        for (int i = 0; i < 8; i++)
        {
            Take(EventType.TaskChanged, "ns/a", s_delivered);
            _time.Advance(TimeSpan.FromSeconds(61));
        }

        _index.Apply(WatchChange.Added, Job("a", 11, ended: true));
        Take(EventType.JobCompleted, "ns/a-job", s_delivered);
        Assert.Null(_index.TryTake());
        _time.Advance(TimeSpan.FromSeconds(0.6));
        Take(EventType.JobCompleted, "ns/a-job");
    }

    [Fact]
    public void A_Task_that_is_recreated_while_its_event_is_in_flight_has_only_one_event_in_flight()
    {
        Sync([Task("a", 1)], []);
        WorkItem item = _index.TryTake()!;
        _index.Apply(WatchChange.Deleted, Task("a", 11));
        Assert.Equal(1, _index.Count(WorkFilter.All));
        _index.Apply(WatchChange.Added, Task("a", 12, uid: "new"));
        Assert.Null(_index.TryTake());
        _index.Complete(item, new DeliveryOutcome.Asleep());
        Assert.Equal(Id("new", 12), Take(EventType.TaskChanged, "ns/a").Id);
    }

    [Fact]
    public void A_Task_that_is_deleted_while_its_event_is_in_flight_leaves_no_work()
    {
        Sync([Task("a", 1)], []);
        WorkItem item = _index.TryTake()!;
        _index.Apply(WatchChange.Deleted, Task("a", 11));
        _index.Complete(item, s_delivered);
        Assert.Equal(0, _index.Count(WorkFilter.All));
        Assert.Equal((0, 0), _index.Known);
    }

    [Fact]
    public async Task A_subscription_signals_existing_work_and_then_only_work_after_there_was_none()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Sync([Task("a", 1)], []);
        using WorkSubscription all = _index.Subscribe(WorkFilter.All);
        using WorkSubscription jobs = _index.Subscribe(WorkFilter.Jobs);
        await all.NextAsync(cancellation);
        _index.Apply(WatchChange.Added, Task("b", 11));
        _index.Apply(WatchChange.Added, Job("b", 12, ended: true));
        Task second = all.NextAsync(cancellation);
        Assert.False(second.IsCompleted);
        Assert.True(jobs.NextAsync(cancellation).IsCompleted);
        _index.Apply(WatchChange.Deleted, Task("a", 13));
        _index.Apply(WatchChange.Deleted, Task("b", 14));
        Assert.False(second.IsCompleted);
        _index.Apply(WatchChange.Added, Task("c", 15));
        await second;
    }

    private void Sync(ObservedTask[]? tasks = null, ObservedJob[]? jobs = null) => _index.Sync(tasks, jobs);

    private WorkItem Take(string eventType, string subject, DeliveryOutcome? outcome = null)
    {
        WorkItem? item = _index.TryTake();
        Assert.Equal((eventType, subject), (item?.EventType, item?.Subject.ToString()));
        if (outcome is not null)
            _index.Complete(item!, outcome);
        return item!;
    }
}
