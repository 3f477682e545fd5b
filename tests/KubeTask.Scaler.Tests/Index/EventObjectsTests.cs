using System.Text;
using KubeTask.Core.Events;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;
using static KubeTask.Scaler.Tests.Index.Observations;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>The objects that events carry.</summary>
public sealed class EventObjectsTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryOutcome s_delivered = new DeliveryOutcome.Delivered();
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly WorkIndex _index;

    public EventObjectsTests() => _index = New(objectBytes: 1000);

    public void Dispose() => _index.Dispose();

    [Fact]
    public void The_event_of_a_new_Task_carries_the_Task_and_how_new_Agents_and_Contexts_are()
    {
        _index.Contexts.TakePage([Context(7), Context(5)]);
        _index.Sync(agents: [Agent("default", 3)]);
        _index.Contexts.Apply(WatchChange.Modified, Context(12));
        _index.Replace([Config("release", 9, ttl: null)], "10");
        _index.Apply(WatchChange.Added, Task("a", 11) with { Json = Bytes("task") });

        EventData data = _index.TryTake()!.ToEvent().Data!;

        Assert.Equal(("task", null), (Text(data.Task), Text(data.EndedPod)));
        Assert.Equal(new SeenVersions(Agents: "3", Contexts: "12", Configs: "9"), data.Seen);
    }

    [Fact]
    public void A_deletion_that_was_observed_is_not_hidden_by_an_older_cache()
    {
        _index.Sync(agents: [Agent("default", 3)]);
        _index.Apply(WatchChange.Deleted, Agent("default", 12));
        _index.Apply(WatchChange.Added, Task("a", 13));
        Assert.Equal("12", _index.TryTake()!.Data!.Seen!.Agents);
    }

    [Fact]
    public void A_repeat_carries_no_objects_until_the_Task_makes_progress()
    {
        _index.Sync();
        _index.Apply(WatchChange.Added, Task("a", 11) with { Json = Bytes("one") });
        WorkItem first = _index.TryTake()!;
        Assert.Equal("one", Text(first.Data?.Task));
        _index.Complete(first, new DeliveryOutcome.Asleep());
        WorkItem asleep = _index.TryTake()!;
        Assert.Equal("one", Text(asleep.Data?.Task));
        _index.Complete(asleep, new DeliveryOutcome.Failed());
        _time.Advance(TimeSpan.FromMinutes(1));
        WorkItem repeat = _index.TryTake()!;
        Assert.Null(repeat.Data);
        _index.Complete(repeat, s_delivered);
        _time.Advance(TimeSpan.FromMinutes(1));
        WorkItem again = _index.TryTake()!;
        Assert.Null(again.Data);

        _index.Apply(WatchChange.Modified, Task("a", 12, "Running") with { Json = Bytes("two") });
        _index.Complete(again, s_delivered);
        _index.Apply(WatchChange.Added, Job("a", 13, ended: true));
        Assert.Equal("two", Text(_index.TryTake()!.Data?.Task));
    }

    [Fact]
    public void The_event_of_a_Jobs_end_carries_the_pod_that_ended_last()
    {
        _index.Replace(Array.Empty<ObservedPod>(), "10");
        _index.Sync([Task("a", 1, "Running") with { Json = Bytes("task") }], [Job("a", 2)]);
        _index.Apply(WatchChange.Added, Pod("a", 11, null) with { Agent = AgentObservation.Runs });
        EventData started = _index.TryTake()!.Data!;
        Assert.Equal(["a-pod"], started.Pods!);
        Assert.Null(started.EndedPod);

        _index.Apply(WatchChange.Modified, Ended(Pod("a", 12, null)) with { Json = Bytes("pod") });
        _index.Apply(WatchChange.Modified, Task("a", 13, "Running") with { Json = Bytes("newer"), StartedPod = "a-pod" });
        using WorkIndex other = New(objectBytes: 1000);
        other.Sync([Task("a", 1, "Running") with { Json = Bytes("task") }], [Job("a", 2)]);
        other.Apply(WatchChange.Modified, Ended(Pod("a", 12, null)) with { Json = Bytes("pod") });
        other.Apply(WatchChange.Modified, Job("a", 14, ended: true));
        WorkItem end = other.TryTake()!;
        Assert.Equal((EventType.JobCompleted, "task", "pod"), (end.EventType, Text(end.Data!.Task), Text(end.Data.EndedPod)));
        Assert.Empty(end.Data.Pods!);
    }

    [Fact]
    public void The_pod_of_a_former_attempt_is_not_carried()
    {
        _index.Sync([Task("a", 1, "Running")], [Job("a", 2)]);
        _index.Apply(WatchChange.Modified, Ended(Pod("a", 12, null)) with { Json = Bytes("pod") });
        _index.Apply(WatchChange.Modified, Task("a", 13, "Running") with { EndedAttempts = 1, Json = Bytes("task") });
        _index.Apply(WatchChange.Added, Job("a", 14, ended: true, name: "a-job-2"));
        EventData data = _index.TryTake()!.Data!;
        Assert.Equal(("task", null), (Text(data.Task), Text(data.EndedPod)));
    }

    [Fact]
    public void Objects_for_which_there_is_no_room_are_not_carried_and_room_comes_back_when_Tasks_end()
    {
        using WorkIndex index = New(objectBytes: 10);
        index.Sync();
        index.Apply(WatchChange.Added, Task("a", 11) with { Json = Bytes("1234567890") });
        index.Apply(WatchChange.Added, Task("b", 12) with { Json = Bytes("1") });
        Assert.Equal(["1234567890", null], new[] { index.TryTake()!, index.TryTake()! }.Select(i => Text(i.Data!.Task)));
        index.Apply(WatchChange.Modified, Task("a", 13, "Completed"));
        index.Apply(WatchChange.Added, Task("c", 14) with { Json = Bytes("2") });
        Assert.Equal("2", Text(index.TryTake()!.Data!.Task));
    }

    [Fact]
    public void CronTasks_have_room_of_their_own_which_comes_back_when_they_are_deleted()
    {
        DateTimeOffset due = s_start.AddMinutes(1);
        using var index = new WorkIndex(new RedeliverySettings(), _time, new Random(1), cronTaskBytes: 10);
        ObservedCronTask small = CronTask("c", 1, due) with { Json = Bytes("1234567890") };
        index.Sync(crons: [small]);
        index.Apply(WatchChange.Added, CronTask("d", 11, due) with { Json = Bytes("1") });
        index.Apply(WatchChange.Deleted, small with { ResourceVersion = "12" });
        index.Apply(WatchChange.Added, CronTask("e", 13, due) with { Json = Bytes("2") });
        _time.Advance(TimeSpan.FromMinutes(1.001));
        Assert.Equal(
            new Dictionary<string, string?> { ["d"] = null, ["e"] = "2" },
            new[] { index.TryTake()!, index.TryTake()! }.ToDictionary(i => i.Subject.Name, i => Text(i.Data!.CronTask))
        );
    }

    [Fact]
    public void An_object_from_a_list_that_was_not_kept_replaces_an_older_one()
    {
        _index.Sync([Task("a", 1) with { Json = Bytes("old") }]);
        _index.Replace([Task("a", 2)], "20");
        Assert.Null(_index.TryTake()!.Data!.Task);
    }

    [Fact]
    public void The_event_of_a_CronTask_whose_Task_was_observed_names_and_carries_it()
    {
        DateTimeOffset due = s_start.AddMinutes(1);
        _index.Sync(crons: [CronTask("c", 1, due) with { Json = Bytes("cron") }]);
        _time.Advance(TimeSpan.FromMinutes(1.001));
        WorkItem start = _index.TryTake()!;
        Assert.Null(start.Created);
        Assert.Equal("cron", Text(start.Data!.CronTask));
        _index.Complete(start, s_delivered);
        string name = KubeTask.Core.Names.ResourceNames.Task("c", due.UtcDateTime);
        _index.Apply(
            WatchChange.Added,
            Task(name, 11, "Running") with
            {
                CronTask = new ObjectOwner("c", "uid-of-cron-c"),
                Json = Bytes("task"),
            }
        );
        _time.Advance(TimeSpan.FromSeconds(5));
        KubeTaskEvent status = _index.TryTake()!.ToEvent();
        Assert.Equal("cron", Text(status.Data!.CronTask));
        Assert.Equal((name, "task", "11", "1"), (status.Created, Text(status.Data!.Task), status.Data.Seen!.Tasks, status.ResourceVersion));
    }

    [Fact]
    public void The_event_of_a_surplus_Task_says_that_it_is_one()
    {
        _index.Replace([Config("release", 9, ttl: null, maxRetained: 1)], "10");
        _index.Sync([
            Task("a", 1, "Completed", completedAt: s_start.AddSeconds(-1)),
            Task("b", 2, "Completed", completedAt: s_start.AddSeconds(-2)),
        ]);
        KubeTaskEvent surplus = _index.TryTake()!.ToEvent();
        Assert.Equal(("ns/b", $"{ObjectUid.Parse("uid-b")}"), (surplus.Subject, surplus.Surplus));
        Assert.Null(_index.TryTake());
    }

    private WorkIndex New(long objectBytes) => new(new RedeliverySettings(), _time, new Random(1), "release", objectBytes: objectBytes);

    private static ObservedPod Ended(ObservedPod pod) => pod with { MayRun = false, Agent = AgentObservation.Ended };

    private static ObservedContext Context(int version) =>
        new()
        {
            Key = new("ns", "context"),
            Uid = "u",
            ResourceVersion = $"{version}",
        };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(RawJson? json) => json is { } raw ? Encoding.UTF8.GetString(raw.Utf8.Span) : null;
}
