using System.Collections.Concurrent;
using KubeTask.Core.Events;
using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Leading;
using KubeTask.Scaler.Tests.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Delivery;

/// <summary>Delivery over real sockets and the real clock.</summary>
public sealed class EventDeliveryTests : IAsyncLifetime
{
    private FakeFunctions _functions = new();
    private readonly Leadership _leadership = new();
    private readonly WorkIndex _index = new(new RedeliverySettings(), TimeProvider.System, new Random(1));
    private readonly RecordingLogger<EventDelivery> _logger = new();
    private FunctionsClient _client = null!;
    private EventDelivery _delivery = null!;
    private int _version = 10;

    public ValueTask InitializeAsync()
    {
        _index.Sync();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _delivery.StopAsync(CancellationToken.None);
        _delivery.Dispose();
        _client.Dispose();
        _leadership.Dispose();
        await _functions.DisposeAsync();
        _index.Dispose();
    }

    [Fact]
    public async Task An_event_is_delivered_to_its_function_as_a_structured_CloudEvent()
    {
        await _functions.WakeAsync();
        await StartAsync();
        Add("a");
        await Eventually.That(() => !_functions.Events.IsEmpty, "the event comes");
        (string path, KubeTaskEvent taken) = _functions.Events.First();
        Assert.Equal("/api/OnTaskChanged", path);
        Assert.Equal(
            ("1.0", EventType.TaskChanged, "/kubetask/scaler", "ns/a", Observations.Id("uid-a", 11)),
            (taken.SpecVersion, taken.Type, taken.Source, taken.Subject, taken.Id)
        );
    }

    [Fact]
    public async Task An_object_never_has_two_events_in_flight_and_many_objects_have_events_in_flight_at_once()
    {
        var inFlight = new Dictionary<string, int>();
        var release = new TaskCompletionSource();
        bool twice = false;
        _functions.Answer = async (e, _) =>
        {
            lock (inFlight)
                twice |= (inFlight[e.Subject] = inFlight.GetValueOrDefault(e.Subject) + 1) > 1;
            await release.Task;
            lock (inFlight)
                inFlight[e.Subject]--;
            return 200;
        };
        await _functions.WakeAsync();
        await StartAsync(parallelism: 4);
        for (int i = 0; i < 8; i++)
            Add($"t{i}");
        await Eventually.That(() => _functions.MostInFlight == 4, "as many as may be are in flight");
        for (int i = 0; i < 8; i++)
            Add($"t{i}");
        release.SetResult();
        await Eventually.That(() => _functions.Events.Select(e => e.Event.Subject).Distinct().Count() == 8, "all come");
        Assert.False(twice);
        Assert.Equal(4, _functions.MostInFlight);
    }

    [Fact]
    public async Task An_object_whose_delivery_always_fails_does_not_hold_up_the_others()
    {
        _functions.Answer = (e, _) => Task.FromResult(e.Subject == "ns/poison" ? 500 : 200);
        await _functions.WakeAsync();
        await StartAsync(parallelism: 1);
        Add("poison");
        for (int i = 0; i < 20; i++)
            Add($"t{i}");
        await Eventually.That(() => _functions.Events.Select(e => e.Event.Subject).Distinct().Count() == 21, "all come");
        await Eventually.That(() => _functions.Events.Count(e => e.Event.Subject == "ns/poison") >= 3, "the poison is tried again");
    }

    [Fact]
    public async Task Events_that_wait_for_sleeping_functions_are_delivered_at_once_when_they_wake()
    {
        await StartAsync();
        for (int i = 0; i < 50; i++)
            Add($"t{i}");
        await Eventually.That(
            () => _logger.Lines.Any(l => l.StartsWith("functions are asleep", StringComparison.Ordinal)),
            "they are found asleep"
        );
        await Eventually.That(() => _index.HasReady, "work waits");
        await _functions.WakeAsync();
        await Eventually.That(() => _functions.Events.Select(e => e.Event.Subject).Distinct().Count() == 50, "all come");
        Assert.InRange(_functions.Probes, 1, 3);
        Assert.Contains(_logger.Lines, l => l.StartsWith("functions answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_is_redelivered_only_until_its_effect_is_observed()
    {
        await _functions.WakeAsync();
        await StartAsync();
        Add("a");
        await Eventually.That(() => _functions.Events.Count == 3, "two repeats come");
        _index.Apply(WatchChange.Modified, Observations.Task("a", ++_version, "Completed"));
        await Eventually.That(() => _index.Count(WorkFilter.All) == 0, "no work is left");
        Assert.False(_index.HasReady);
    }

    [Fact]
    public async Task A_delivery_that_gets_429_is_repeated_when_the_function_asks_for_it()
    {
        long first = 0;
        TimeSpan? second = null;
        _functions.Answer = (_, _) =>
        {
            if (first == 0)
            {
                first = TimeProvider.System.GetTimestamp();
                return Task.FromResult(429);
            }

            second ??= TimeProvider.System.GetElapsedTime(first);
            return Task.FromResult(200);
        };
        await _functions.WakeAsync();
        await StartAsync();
        Add("a");
        await Eventually.That(() => second is not null, "the repeat comes");
        Assert.InRange(second!.Value.TotalSeconds, 0.99, 5);
    }

    [Fact]
    public async Task A_shutdown_lets_deliveries_in_progress_end()
    {
        var release = new TaskCompletionSource();
        bool cutOff = false;
        _functions.Answer = async (_, aborted) =>
        {
            await release.Task;
            cutOff = aborted.IsCancellationRequested;
            return 200;
        };
        await _functions.WakeAsync();
        await StartAsync();
        Add("a");
        await Eventually.That(() => !_functions.Events.IsEmpty, "the event comes");
        Task stop = _delivery.StopAsync(CancellationToken.None);
        Add("b");
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;
        Assert.False(cutOff);
        Assert.Single(_functions.Events);
    }

    [Fact]
    public async Task A_shutdown_cuts_off_deliveries_that_take_too_long()
    {
        _functions.Answer = async (_, aborted) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, aborted);
            return 200;
        };
        await _functions.WakeAsync();
        await StartAsync(drain: TimeSpan.FromMilliseconds(200));
        Add("a");
        await Eventually.That(() => !_functions.Events.IsEmpty, "the event comes");
        await _delivery.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_scaler_that_no_longer_leads_delivers_nothing_and_cuts_off_deliveries_in_progress()
    {
        var cutOff = new TaskCompletionSource();
        _functions.Answer = async (e, aborted) =>
        {
            if (e.Subject != "ns/a")
                return 200;
            aborted.Register(() => cutOff.TrySetResult());
            await cutOff.Task;
            return 200;
        };
        await _functions.WakeAsync();
        await StartAsync();
        Add("a");
        await Eventually.That(() => _functions.Events.Count == 1, "the event comes");
        _leadership.Lose();
        await cutOff.Task;
        Add("b");
        await Eventually.That(() => _index.HasReady, "work waits");
        Assert.DoesNotContain(_functions.Events, e => e.Event.Subject == "ns/b");
        _leadership.Gain();
        await Eventually.That(() => _functions.Events.Any(e => e.Event.Subject == "ns/b"), "it goes when this scaler leads again");
    }

    [Fact]
    public async Task Hazard_23_a_large_backlog_is_delivered_in_batches_and_failed_events_are_redelivered_alone()
    {
        _functions.Answer = (e, _) => Task.FromResult(e.Subject == "ns/c07" ? 500 : 200);
        AddDue(40);
        await _functions.WakeAsync();
        await StartAsync(parallelism: 1);
        await Eventually.That(() => _functions.Events.Select(e => e.Event.Subject).Distinct().Count() == 40, "all come");

        // Half of those that wait, and never more than 16; at last they go one by one.
        Assert.Equal([16, 11, 6, 3], _functions.Batches);
        await Eventually.That(() => _functions.Events.Count(e => e.Event.Subject == "ns/c07") >= 3, "the one that fails is tried again");
        Assert.Contains("OnCronTick ns/c07: 500; trying again", _logger.Lines);
        Assert.Contains(_logger.Lines, l => l.StartsWith("OnCronTick ns/c00 and 15 others: delivered in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hazard_22_each_event_of_a_batch_is_redelivered_if_the_function_is_killed_at_work()
    {
        var times = new ConcurrentDictionary<string, int>();
        _functions.Answer = (e, _) =>
            Task.FromResult(times.AddOrUpdate(e.Subject, 1, (_, n) => n + 1) == 1 && e.Subject == "ns/c02" ? FakeFunctions.Killed : 200);
        AddDue(40);
        await _functions.WakeAsync();
        await StartAsync(parallelism: 1);
        // The first batch is c00 to c15; it got as far as c02.
        await Eventually.That(
            () => times.Count == 40 && times["ns/c00"] > 1 && times["ns/c01"] > 1 && times["ns/c02"] > 1,
            "all come, and what was under way again"
        );
    }

    [Fact]
    public async Task Functions_that_know_no_batches_get_each_event_alone()
    {
        await _functions.DisposeAsync();
        _functions = new FakeFunctions { TakeBatches = false };
        AddDue(20);
        await _functions.WakeAsync();
        await StartAsync(parallelism: 1);
        await Eventually.That(() => _functions.Events.Select(e => e.Event.Subject).Distinct().Count() == 20, "all come");
        Assert.NotEmpty(_functions.Batches);
    }

    /// <summary>CronTasks c00, c01… that have been due for a minute.</summary>
    private void AddDue(int count)
    {
        for (int i = 0; i < count; i++)
            _index.Apply(WatchChange.Added, Observations.CronTask($"c{i:D2}", ++_version, TimeProvider.System.GetUtcNow().AddMinutes(-1)));
    }

    private void Add(string name) => _index.Apply(WatchChange.Added, Observations.Task(name, ++_version));

    private Task StartAsync(int parallelism = 32, TimeSpan? drain = null)
    {
        var settings = new DeliverySettings
        {
            FunctionsUrl = _functions.Address,
            Parallelism = parallelism,
            Drain = drain ?? TimeSpan.FromSeconds(10),
        };
        _client = new FunctionsClient(settings, TimeProvider.System);
        _delivery = new EventDelivery(_index, _client, _leadership, settings, TimeProvider.System, _logger);
        _leadership.Gain();
        return _delivery.StartAsync(TestContext.Current.CancellationToken);
    }
}
