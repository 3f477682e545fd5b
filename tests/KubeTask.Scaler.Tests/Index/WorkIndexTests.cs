using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Sights;

namespace KubeTask.Scaler.Tests.Index;

public sealed class WorkIndexTests : IDisposable
{
    private static readonly DeliveryOutcome Delivered = new DeliveryOutcome.Delivered();
    private static readonly DeliveryOutcome Failed = new DeliveryOutcome.Failed();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly WorkIndex index;

    public WorkIndexTests() => index = new WorkIndex(new RedeliverySettings(), time, new Random(1));

    public void Dispose() => index.Dispose();

    [Fact]
    public void Nothing_is_work_before_Tasks_Jobs_Agents_and_CronTasks_are_all_listed()
    {
        index.Replace(Array.Empty<ObservedAgent>(), "10");
        index.Replace(Array.Empty<ObservedCronTask>(), "10");
        index.Replace([Task("a", 1, "Running")], "10");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, index.Count(WorkFilter.All));
        Assert.False(index.Synced.IsCompleted);
        index.Replace([Job("a", 2)], "10");
        Assert.True(index.Synced.IsCompleted);
        Assert.Equal(0, index.Count(WorkFilter.All));
    }

    [Fact]
    public void A_new_Task_is_work_until_it_is_seen_Running_with_its_Job()
    {
        Sync();
        index.Apply(WatchChange.Added, Task("a", 11));
        WorkItem item = Take(EventType.TaskChanged, "ns/a");
        Assert.Null(item.ToEvent().Task);
        Assert.Null(index.TryTake());
        Assert.Equal(1, index.Count(WorkFilter.Tasks));
        index.Apply(WatchChange.Modified, Task("a", 13, "Running"));
        index.Apply(WatchChange.Added, Job("a", 12));
        Assert.Equal(1, index.Count(WorkFilter.All));
        index.Complete(item, Delivered);
        Assert.Equal(0, index.Count(WorkFilter.All));
    }

    [Fact]
    public void An_ended_Job_is_work_under_its_own_name_until_the_Task_is_terminal()
    {
        Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        index.Apply(WatchChange.Modified, Job("a", 11, ended: true));
        WorkItem item = Take(EventType.JobCompleted, "ns/a-job");
        Assert.Equal("a", item.ToEvent().Task);
        Assert.Equal(1, index.Count(WorkFilter.Jobs));
        Assert.Equal(0, index.Count(WorkFilter.Tasks));
        index.Apply(WatchChange.Modified, Task("a", 12, "Completed"));
        index.Complete(item, Delivered);
        Assert.Equal(0, index.Count(WorkFilter.All));
    }

    [Fact]
    public void Job_ends_go_first_and_then_the_oldest()
    {
        Sync([Task("done", 1, "Running")], [Job("done", 2)]);
        index.Apply(WatchChange.Added, Task("second", 11));
        time.Advance(TimeSpan.FromMilliseconds(5));
        index.Apply(WatchChange.Added, Task("third", 12));
        index.Apply(WatchChange.Modified, Job("done", 13, ended: true));
        Assert.Equal(["ns/done-job", "ns/second", "ns/third"], [index.TryTake()?.Subject.ToString(), index.TryTake()?.Subject.ToString(), index.TryTake()?.Subject.ToString()]);
    }

    [Fact]
    public void Hazard_9_a_Job_of_a_former_Task_of_the_same_name_does_not_count()
    {
        Sync([Task("a", 1, "Running", uid: "new")], [Job("a", 2, ended: true, taskUid: "former")]);
        Assert.Equal(0, index.Count(WorkFilter.Jobs));
        time.Advance(TimeSpan.FromSeconds(2.1));
        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void Hazard_11_a_running_Task_whose_Job_stays_unseen_is_work_after_a_while_and_not_before()
    {
        Sync([Task("a", 1)], []);
        time.Advance(TimeSpan.FromMinutes(1));
        WorkItem item = index.TryTake()!;
        index.Apply(WatchChange.Modified, Task("a", 11, "Running"));
        index.Complete(item, Delivered);
        Assert.Equal(0, index.Count(WorkFilter.All));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, index.Count(WorkFilter.All));
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(1, index.Count(WorkFilter.All));
    }

    [Fact]
    public void A_Task_that_waits_is_work_every_two_seconds_of_the_clock()
    {
        Sync([Task("a", 1, "Pending", waitingSince: time.GetUtcNow())], []);
        Assert.Null(index.TryTake());
        for (int i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2.1));
            index.Complete(Take(EventType.TaskChanged, "ns/a"), Delivered);
            Assert.Equal(0, index.Count(WorkFilter.All));
        }
    }

    [Fact]
    public void A_delivery_that_leaves_the_work_is_repeated_ever_more_seldom_with_the_same_id()
    {
        Sync([Task("a", 1)], []);
        string id = Take(EventType.TaskChanged, "ns/a", Delivered).Id;
        foreach (double seconds in new[] { 0.5, 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            time.Advance(TimeSpan.FromSeconds((seconds / 2) - 0.01));
            Assert.Null(index.TryTake());
            time.Advance(TimeSpan.FromSeconds((seconds / 2) + 0.02));
            Assert.Equal(id, Take(EventType.TaskChanged, "ns/a", Delivered).Id);
        }
    }

    [Fact]
    public void A_change_that_is_observed_after_a_delivery_brings_the_repeat_forward()
    {
        Sync([Task("a", 1)], []);
        for (int i = 0; i < 8; i++)
        {
            Take(EventType.TaskChanged, "ns/a", Delivered);
            time.Advance(TimeSpan.FromSeconds(61));
        }

        Take(EventType.TaskChanged, "ns/a", Delivered);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(index.TryTake());
        index.Apply(WatchChange.Modified, Task("a", 11));
        Take(EventType.TaskChanged, "ns/a", Delivered);
    }

    [Fact]
    public void A_function_that_writes_without_getting_on_is_not_called_in_a_loop()
    {
        Sync([Task("a", 1)], []);
        int calls = 0;
        for (int ms = 0; ms < 60_000; ms += 10)
        {
            if (index.TryTake() is { } item)
            {
                calls++;
                index.Apply(WatchChange.Modified, Task("a", 11 + calls));
                index.Complete(item, Delivered);
            }

            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(calls, 5, 20);
    }

    [Fact]
    public void A_failed_delivery_is_tried_again_after_a_growing_wait_and_Retry_After_is_obeyed()
    {
        Sync([Task("a", 1)], []);
        Take(EventType.TaskChanged, "ns/a", Failed);
        time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Null(index.TryTake());
        time.Advance(TimeSpan.FromMilliseconds(52));
        Take(EventType.TaskChanged, "ns/a", new DeliveryOutcome.Failed(TimeSpan.FromSeconds(7)));
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Null(index.TryTake());
        Assert.Equal(1, index.Count(WorkFilter.All));
        time.Advance(TimeSpan.FromSeconds(1.6));
        Take(EventType.TaskChanged, "ns/a", new DeliveryOutcome.Asleep());
        Take(EventType.TaskChanged, "ns/a");
    }

    [Fact]
    public void An_ended_Job_does_not_wait_for_the_repeat_of_another_event()
    {
        Sync([Task("a", 1)], []);
        Take(EventType.TaskChanged, "ns/a", Delivered);
        index.Apply(WatchChange.Added, Job("a", 11, ended: true));
        Take(EventType.JobCompleted, "ns/a-job");
    }

    [Fact]
    public void Other_work_starts_with_a_short_wait_however_often_the_former_was_repeated()
    {
        Sync([Task("a", 1)], []);
        for (int i = 0; i < 8; i++)
        {
            Take(EventType.TaskChanged, "ns/a", Delivered);
            time.Advance(TimeSpan.FromSeconds(61));
        }

        index.Apply(WatchChange.Added, Job("a", 11, ended: true));
        Take(EventType.JobCompleted, "ns/a-job", Delivered);
        Assert.Null(index.TryTake());
        time.Advance(TimeSpan.FromSeconds(0.6));
        Take(EventType.JobCompleted, "ns/a-job");
    }

    [Fact]
    public void A_Task_that_goes_and_comes_again_in_flight_stays_one_in_flight()
    {
        Sync([Task("a", 1)], []);
        WorkItem item = index.TryTake()!;
        index.Apply(WatchChange.Deleted, Task("a", 11));
        Assert.Equal(1, index.Count(WorkFilter.All));
        index.Apply(WatchChange.Added, Task("a", 12, uid: "new"));
        Assert.Null(index.TryTake());
        index.Complete(item, new DeliveryOutcome.Asleep());
        Assert.Equal(Id("new", 12), Take(EventType.TaskChanged, "ns/a").Id);
    }

    [Fact]
    public void A_Task_that_is_deleted_in_flight_leaves_nothing()
    {
        Sync([Task("a", 1)], []);
        WorkItem item = index.TryTake()!;
        index.Apply(WatchChange.Deleted, Task("a", 11));
        index.Complete(item, Delivered);
        Assert.Equal(0, index.Count(WorkFilter.All));
        Assert.Equal((0, 0), index.Known);
    }

    [Fact]
    public async Task A_subscriber_hears_of_work_that_is_there_and_then_only_of_none_to_some()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Sync([Task("a", 1)], []);
        using WorkSubscription all = index.Subscribe(WorkFilter.All);
        using WorkSubscription jobs = index.Subscribe(WorkFilter.Jobs);
        await all.NextAsync(cancellation);
        index.Apply(WatchChange.Added, Task("b", 11));
        index.Apply(WatchChange.Added, Job("b", 12, ended: true));
        Task second = all.NextAsync(cancellation);
        Assert.False(second.IsCompleted);
        Assert.True(jobs.NextAsync(cancellation).IsCompleted);
        index.Apply(WatchChange.Deleted, Task("a", 13));
        index.Apply(WatchChange.Deleted, Task("b", 14));
        Assert.False(second.IsCompleted);
        index.Apply(WatchChange.Added, Task("c", 15));
        await second;
    }

    private void Sync(ObservedTask[]? tasks = null, ObservedJob[]? jobs = null) => index.Sync(tasks, jobs);

    private WorkItem Take(string eventType, string subject, DeliveryOutcome? outcome = null)
    {
        WorkItem? item = index.TryTake();
        Assert.Equal((eventType, subject), (item?.EventType, item?.Subject.ToString()));
        if (outcome is not null)
            index.Complete(item!, outcome);
        return item!;
    }
}
