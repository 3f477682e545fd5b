using System.Diagnostics.Metrics;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Leading;
using KubeTask.Scaler.Metrics;
using KubeTask.Scaler.Tests.Index;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Hosting;

/// <summary>The usage of a Task is counted when its end is observed, once.</summary>
public sealed class UsageMetricsTests : IDisposable
{
    private static readonly ObservedUsage s_usage = new()
    {
        InputTokens = 1200,
        CacheReadTokens = 30000,
        CacheWriteTokens = 400,
        OutputTokens = 900,
        ReasoningTokens = 100,
        TotalTokens = 32500,
        CostUsd = 0.5,
    };

    private readonly WorkIndex _index = new(new RedeliverySettings(), new FakeTimeProvider(), new Random(1));
    private readonly Leadership _leadership = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _seen = [];

    public UsageMetricsTests()
    {
        IMeterFactory factory = _services.GetRequiredService<IMeterFactory>();
        _ = new ScalerMetrics(factory, _index, _leadership);
        _listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == factory)
                l.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => _seen.Add(Text(i, v, tags)));
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => _seen.Add(Text(i, v, tags)));
        _listener.Start();
        _leadership.Gain();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
        _leadership.Dispose();
        _index.Dispose();
    }

    [Fact]
    public void Tokens_and_cost_of_a_Task_are_counted_by_namespace_and_Agent_when_it_ends()
    {
        _index.Sync([Observations.Task("a", 1)]);
        _index.Apply(WatchChange.Modified, Observations.Task("a", 12, "Running"));
        Assert.Empty(_seen);

        _index.Apply(WatchChange.Modified, Ended("a", 13, s_usage));

        Assert.Equal(
            [
                "kubetask.task.tokens 1200 namespace=ns agent=default kind=input",
                "kubetask.task.tokens 30000 namespace=ns agent=default kind=cache_read",
                "kubetask.task.tokens 400 namespace=ns agent=default kind=cache_write",
                "kubetask.task.tokens 900 namespace=ns agent=default kind=output",
                "kubetask.task.tokens 100 namespace=ns agent=default kind=reasoning",
                "kubetask.task.cost 0.5 namespace=ns agent=default",
            ],
            _seen
        );
    }

    [Fact]
    public void A_Task_that_had_ended_before_the_start_is_not_counted_and_no_Task_twice()
    {
        _index.Sync([Ended("old", 1, s_usage), Observations.Task("a", 2, "Running")]);
        _index.Apply(WatchChange.Modified, Ended("old", 13, s_usage));
        Assert.Empty(_seen);

        _index.Apply(WatchChange.Modified, Ended("a", 14, s_usage with { CostUsd = 0 }));
        int once = _seen.Count;
        _index.Apply(WatchChange.Modified, Ended("a", 14, s_usage));
        _index.Apply(WatchChange.Modified, Ended("a", 15, s_usage));
        _index.Replace<ObservedTask>([Ended("old", 13, s_usage), Ended("a", 16, s_usage)], "20");

        Assert.Equal((5, 5), (once, _seen.Count));
    }

    [Fact]
    public void An_end_that_a_new_list_shows_is_counted_and_that_of_another_Task_of_the_name_is_not()
    {
        _index.Sync([Observations.Task("a", 1, "Running"), Observations.Task("b", 2, "Running")]);

        _index.Replace<ObservedTask>([Ended("a", 5, new ObservedUsage { TotalTokens = 7 }), Ended("b", 6, s_usage, uid: "another")], "20");

        Assert.Equal(["kubetask.task.tokens 7 namespace=ns agent=default kind=other"], _seen);
    }

    [Fact]
    public void Only_the_scaler_that_delivers_counts()
    {
        _leadership.Lose();
        _index.Sync([Observations.Task("a", 1, "Running")]);

        _index.Apply(WatchChange.Modified, Ended("a", 12, s_usage));

        Assert.Empty(_seen);
    }

    [Fact]
    public void Numbers_that_cannot_be_are_not_counted()
    {
        _index.Sync([Observations.Task("a", 1, "Running"), Observations.Task("b", 2, "Running")]);

        _index.Apply(WatchChange.Modified, Ended("a", 13, new ObservedUsage { InputTokens = -1, CostUsd = -1 }));
        _index.Apply(
            WatchChange.Modified,
            Ended(
                "b",
                14,
                new ObservedUsage
                {
                    InputTokens = long.MaxValue,
                    OutputTokens = long.MaxValue,
                    TotalTokens = 1,
                }
            )
        );

        Assert.Equal(
            [
                $"kubetask.task.tokens {long.MaxValue} namespace=ns agent=default kind=input",
                $"kubetask.task.tokens {long.MaxValue} namespace=ns agent=default kind=output",
            ],
            _seen
        );
    }

    private static ObservedTask Ended(string name, int version, ObservedUsage usage, string? uid = null) =>
        Observations.Task(name, version, "Completed", uid) with
        {
            Usage = usage,
        };

    private static string Text(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', [instrument.Name, FormattableString.Invariant($"{value}"), .. tags.ToArray().Select(t => $"{t.Key}={t.Value}")]);
}
