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
    public void From_one_replica_on_the_metric_over_the_target_decides_within_one_and_the_most(double metric, int replicas) =>
        Assert.Equal(replicas, ScaleState.Start.Pushed(s_start).Polled(true, metric, 10, s_settings, s_start).Replicas);

    [Fact]
    public void A_push_wakes_one_and_leaves_more_as_they_are()
    {
        ScaleState one = ScaleState.Start.Pushed(s_start);
        Assert.Equal(1, one.Replicas);
        Assert.Equal(3, one.Polled(true, 100, 10, s_settings, s_start).Pushed(s_start).Replicas);
    }

    [Fact]
    public void An_active_poll_wakes_one_first_whatever_the_metric() =>
        Assert.Equal(1, ScaleState.Start.Polled(true, 100, 10, s_settings, s_start).Replicas);

    [Fact]
    public void Inactivity_for_the_cooldown_and_not_less_goes_to_zero()
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
    public void Replicas_go_down_only_when_less_was_enough_for_the_whole_window()
    {
        ScaleState state = ScaleState.Start.Pushed(s_start).Polled(true, 30, 10, s_settings, s_start);
        state = state.Polled(true, 5, 10, s_settings, s_start.AddSeconds(4));
        Assert.Equal(3, state.Replicas);
        Assert.Equal(1, state.Polled(true, 5, 10, s_settings, s_start.AddSeconds(5)).Replicas);
    }
}
