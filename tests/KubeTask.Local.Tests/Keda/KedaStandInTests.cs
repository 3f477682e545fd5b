using System.Collections.Concurrent;
using KubeTask.Local.Keda;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeTask.Local.Tests.Keda;

/// <summary>The stand-in against a scaler over a socket.</summary>
public sealed class KedaStandInTests : IAsyncLifetime, IScaleTarget
{
    private readonly ScriptedScaler _scaler = new();
    private readonly ConcurrentQueue<int> _scaled = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public async ValueTask InitializeAsync() => await _scaler.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        await _scaler.DisposeAsync();
    }

    void IScaleTarget.ScaleTo(int replicas) => _scaled.Enqueue(replicas);

    [Fact]
    public async Task The_stand_in_wakes_at_a_push_scales_by_the_metric_and_ends_at_zero_when_inactive()
    {
        _scaler.Active = true;
        _scaler.Metric = 30;
        Run(polling: TimeSpan.FromHours(1));
        await Called("StreamIsActive");
        _scaler.Push(true);
        await Scaled(1);
        Assert.DoesNotContain("IsActive", _scaler.Calls);
    }

    [Fact]
    public async Task Polls_scale_by_the_metric_and_to_zero_after_the_cooldown()
    {
        _scaler.Active = true;
        _scaler.Metric = 25;
        Run(TimeSpan.FromMilliseconds(20));
        await Scaled(1, 3);
        _scaler.Active = false;
        _scaler.Metric = 0;
        await Eventually.That(() => !_scaled.IsEmpty && _scaled.Last() == 0, "zero");
    }

    [Fact]
    public async Task A_false_pushed_by_the_scaler_is_ignored()
    {
        _scaler.Active = true;
        _scaler.Metric = 30;
        Run(TimeSpan.FromMilliseconds(20));
        await Scaled(1, 3);
        _scaler.Push(false);
        int polls = _scaler.Calls.Count;
        await Eventually.That(() => _scaler.Calls.Count >= polls + 6, "three more polls");
        Assert.Equal([1, 3], _scaled);
    }

    [Fact]
    public async Task The_stand_in_gets_the_metric_spec_once_per_connection_and_before_each_activity_check()
    {
        Run(TimeSpan.FromMilliseconds(20));
        await Eventually.That(() => _scaler.Calls.Count(c => c == "IsActive") >= 3, "three polls");
        string[] calls = [.. _scaler.Calls];
        Assert.Equal("GetMetricSpec", calls[0]);
        Assert.Single(calls, c => c == "GetMetricSpec");
        string[] polls = [.. calls.Where(c => c is "GetMetrics" or "IsActive").Take(6)];
        Assert.Equal(["GetMetrics", "IsActive", "GetMetrics", "IsActive", "GetMetrics", "IsActive"], polls);
    }

    [Fact]
    public async Task A_scaler_that_restarts_is_found_again_and_its_absence_keeps_the_replicas()
    {
        _scaler.Active = true;
        Run(TimeSpan.FromMilliseconds(20));
        await Scaled(1);
        await _scaler.StopAsync();
        _scaler.Calls.Clear();
        await _scaler.StartAsync();
        await Called("StreamIsActive");
        Assert.Equal([1], _scaled);
    }

    private void Run(TimeSpan polling)
    {
        var settings = new KedaSettings
        {
            ScalerAddress = _scaler.Address,
            PollingInterval = polling,
            CooldownPeriod = TimeSpan.FromMilliseconds(200),
            ReconnectBase = TimeSpan.FromMilliseconds(20),
            ReconnectCap = TimeSpan.FromMilliseconds(100),
        };
        _run = new KedaStandIn(settings, this, TimeProvider.System, NullLogger<KedaStandIn>.Instance).RunAsync(_stop.Token);
    }

    private Task Called(string call) => Eventually.That(() => _scaler.Calls.Contains(call), $"{call} is called");

    private Task Scaled(params int[] replicas) =>
        Eventually.That(() => _scaled.SequenceEqual(replicas), $"scaled to {string.Join(", ", replicas)}");
}
