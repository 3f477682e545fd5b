using KubeTask.Local.Keda;

namespace KubeTask.Local.Tests.Keda;

public sealed class ScaleStateTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly KedaSettings s_settings = new()
    {
        ScalerAddress = new Uri("http://127.0.0.1:1"),
        CooldownPeriod = TimeSpan.FromSeconds(5),
        MaxReplicas = 3,
    };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(10.5, 2)]
    [InlineData(11, 2)]
    [InlineData(30, 3)]
    [InlineData(1e12, 3)]
    public void From_one_replica_up_the_metric_decides_between_one_and_the_maximum(double metric, int replicas) =>
        Assert.Equal(replicas, ScaleState.Start.Pushed(s_start).Polled(true, metric, 10, s_settings, s_start).Replicas);

    [Fact]
    public void A_push_scales_zero_to_one_and_keeps_more_replicas()
    {
        ScaleState one = ScaleState.Start.Pushed(s_start);
        Assert.Equal(1, one.Replicas);
        Assert.Equal(3, one.Polled(true, 100, 10, s_settings, s_start).Pushed(s_start).Replicas);
    }

    [Fact]
    public void An_active_poll_scales_zero_to_one_whatever_the_metric() =>
        Assert.Equal(1, ScaleState.Start.Polled(true, 100, 10, s_settings, s_start).Replicas);

    [Fact]
    public void Replicas_go_to_zero_after_a_whole_cooldown_of_inactivity()
    {
        ScaleState state = ScaleState.Start.Pushed(s_start);
        Assert.Equal(1, state.Polled(false, 0, 10, s_settings, s_start.AddSeconds(4.9)).Replicas);
        Assert.Equal(0, state.Polled(false, 0, 10, s_settings, s_start.AddSeconds(5)).Replicas);
    }

    [Fact]
    public void Activity_and_pushes_postpone_the_cooldown()
    {
        ScaleState state = ScaleState
            .Start.Pushed(s_start)
            .Polled(true, 1, 10, s_settings, s_start.AddSeconds(4))
            .Pushed(s_start.AddSeconds(6));
        Assert.Equal(1, state.Polled(false, 0, 10, s_settings, s_start.AddSeconds(10)).Replicas);
        Assert.Equal(0, state.Polled(false, 0, 10, s_settings, s_start.AddSeconds(11)).Replicas);
    }

    [Fact]
    public void Replicas_go_down_only_if_fewer_were_enough_for_the_whole_window()
    {
        ScaleState state = ScaleState.Start.Pushed(s_start).Polled(true, 30, 10, s_settings, s_start);
        state = state.Polled(true, 5, 10, s_settings, s_start.AddSeconds(4));
        Assert.Equal(3, state.Replicas);
        Assert.Equal(1, state.Polled(true, 5, 10, s_settings, s_start.AddSeconds(5)).Replicas);
    }
}
