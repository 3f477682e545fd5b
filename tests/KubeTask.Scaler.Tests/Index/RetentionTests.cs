using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Observations;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Ended Tasks are work once their time is over, and not before.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly DateTimeOffset s_end = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(s_end);
    private readonly WorkIndex _index;

    public RetentionTests() => _index = new WorkIndex(new RedeliverySettings(), _time, new Random(1), "release");

    public void Dispose() => _index.Dispose();

    [Fact]
    public void An_ended_Task_with_a_ttl_of_its_own_is_work_after_it_even_before_the_configs_are_known()
    {
        Sync(Task("a", 1, "Completed", completedAt: s_end, ttl: 10));
        Holds(0, 9.9);
        Holds(1, 0.2);
        Assert.Equal(EventType.TaskChanged, _index.TryTake()!.EventType);
    }

    [Fact]
    public void The_ttl_of_an_ended_Task_comes_from_itself_then_its_namespace_then_the_release_then_is_a_week()
    {
        Sync(Task("a", 1, "Failed", completedAt: s_end));
        _index.Replace([Config(Namespace, 2, 10), Config("release", 3, 100), Config(Namespace, 4, 1, name: "other")], "10");
        Holds(0, 9.9);
        Holds(1, 0.2);
        _index.Apply(WatchChange.Modified, Config(Namespace, 11, null));
        Holds(0, 89.8);
        Holds(1, 0.2);
        _index.Apply(WatchChange.Deleted, Config("release", 12, 100));
        Holds(0, 604_800 - 101);
        Holds(1, 1);
    }

    [Fact]
    public void A_ttl_of_zero_keeps_a_Task_forever()
    {
        _index.Replace([Config("release", 1, 5)], "1");
        Sync(Task("a", 1, "Completed", completedAt: s_end, ttl: 0));
        Holds(0, 10 * 365 * 86_400.0);
        _index.Apply(WatchChange.Added, Config(Namespace, 11, 0));
        _index.Apply(WatchChange.Added, Task("b", 12, "Completed", completedAt: s_end));
        Holds(0, 86_400);
    }

    [Fact]
    public void Before_the_configs_are_known_a_Task_without_a_ttl_is_kept()
    {
        Sync(Task("a", 1, "Completed", completedAt: s_end));
        Holds(0, 604_801);
        _index.Replace(Array.Empty<ObservedConfig>(), "10");
        Holds(1, 0);
    }

    [Fact]
    public void A_requested_stop_is_work_at_once_for_running_and_waiting_Tasks()
    {
        Sync(Task("runs", 1, "Running"), Task("waits", 2, waitingSince: s_end.AddSeconds(60)));
        _index.Replace([Job("runs", 3)], "10");
        Holds(0, 0);
        _index.Apply(WatchChange.Modified, Task("runs", 11, "Running", stop: true));
        _index.Apply(WatchChange.Modified, Task("waits", 12, waitingSince: s_end.AddSeconds(60), stop: true));
        Holds(2, 0);
    }

    private void Sync(params ObservedTask[] tasks) => _index.Sync(tasks);

    /// <summary>After so many seconds there is so much work.</summary>
    private void Holds(int work, double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(work, _index.Count(WorkFilter.All));
    }
}
