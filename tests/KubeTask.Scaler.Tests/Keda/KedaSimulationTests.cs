using KubeTask.Scaler.Tests.Keda.Simulated;

namespace KubeTask.Scaler.Tests.Keda;

/// <summary>Scaler, KEDA, functions and API server together on a virtual clock, each of which may go at any time.</summary>
public sealed class KedaSimulationTests
{
    /// <summary>KEDA's longest backoff, and then a poll.</summary>
    private static readonly TimeSpan s_longestBlindness = SimulatedKeda.LongestBackoff + SimulatedKeda.Polling;

    [Fact]
    public void A_new_Task_wakes_the_functions_at_once_and_they_sleep_after_the_cooldown()
    {
        using var world = new Simulation(1);
        DateTimeOffset created = world.Time.GetUtcNow();
        world.Create("a");
        Assert.Equal((created, false), (world.Keda.Pushes[^1].At, world.Functions.Awake));
        Assert.True(world.Run(TimeSpan.FromSeconds(30), () => !world.Api.Unfinished.Any()), string.Join(", ", world.Api.Unfinished));
        Assert.False(world.Run(SimulatedKeda.Cooldown - TimeSpan.FromSeconds(5), () => world.Functions.Replicas == 0));
        Assert.True(world.Run(SimulatedKeda.Polling * 2, () => world.Functions.Replicas == 0));
        Assert.Equal(0, world.RepeatedTrues);
    }

    [Fact]
    public void Continuing_work_is_pushed_once()
    {
        using var world = new Simulation(2);
        for (int i = 0; i < 20; i++)
        {
            world.Create($"t{i}");
            world.Run(TimeSpan.FromMilliseconds(250));
        }

        world.Run(TimeSpan.FromMinutes(1));
        Assert.Empty(world.Api.Unfinished);
        Assert.Equal(0, world.RepeatedTrues);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(18)]
    public void Hazard_65_a_push_that_KEDA_drops_is_repeated_while_no_function_answers(int deafSeconds)
    {
        using var world = new Simulation(6);
        world.Keda.DeafUntil = world.Time.GetUtcNow().AddSeconds(deafSeconds);
        int before = world.Keda.Pushes.Count;
        world.Api.Create("a");
        Assert.True(world.Run(TimeSpan.FromSeconds(29), () => world.Functions.Awake), "no repeated push woke the functions");
        int pushes = world.Keda.Pushes.Count - before;
        Assert.InRange(pushes, 2, 5);
        Assert.True(world.Run(TimeSpan.FromMinutes(2), () => !world.Api.Unfinished.Any()));
        Assert.Equal(0, world.RepeatedTrues);
    }

    [Fact]
    public void Hazard_20_work_is_pushed_as_soon_as_a_dropped_stream_or_a_restarted_KEDA_connects()
    {
        using var world = new Simulation(3);
        world.Functions.Scale(0);
        world.RestartApi(TimeSpan.FromMinutes(10));
        world.Create("a");
        world.Run(TimeSpan.FromSeconds(1));
        int before = world.Keda.Pushes.Count;
        world.Keda.Restart();
        world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(before, world.Keda.Pushes.Count);
        world.Api.ComeBack();
        world.Run(TimeSpan.FromSeconds(1));
        Assert.True(world.Keda.Pushes.Count > before);

        world.Create("b");
        before = world.Keda.Pushes.Count;
        world.Keda.Restart();
        world.Run(TimeSpan.FromMilliseconds(250));
        Assert.True(world.Keda.Pushes[^1].First && world.Keda.Pushes.Count > before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hazard_21_Tasks_that_are_created_while_the_scaler_is_down_are_late_but_not_lost(bool kill)
    {
        using var world = new Simulation(4);
        world.RestartScaler(kill, TimeSpan.FromSeconds(20));
        world.Create("a");
        world.Run(TimeSpan.FromSeconds(15));
        Assert.NotEmpty(world.Api.Unfinished);
        Assert.True(
            world.Run(TimeSpan.FromSeconds(20) + s_longestBlindness, () => !world.Api.Unfinished.Any()),
            string.Join(", ", world.Api.Unfinished)
        );
    }

    [Fact]
    public void Hazard_21_after_a_clean_end_KEDA_is_back_within_its_shortest_wait()
    {
        using var world = new Simulation(5);
        world.RestartScaler(kill: false, TimeSpan.FromSeconds(1));
        world.Create("a");
        Assert.True(world.Run(TimeSpan.FromSeconds(4), () => world.Keda.Pushes.Count > 0));
    }

    [Fact]
    public void Hazard_22_functions_that_are_killed_at_work_are_called_again()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using var world = new Simulation(seed);
            world.Create("a");
            Assert.True(world.Run(TimeSpan.FromSeconds(5), () => world.Functions.Delivered > 0));
            world.Functions.Kill();
            Assert.True(
                world.Run(TimeSpan.FromMinutes(1), () => !world.Api.Unfinished.Any()),
                $"seed {seed}: {string.Join(", ", world.Api.Unfinished)}"
            );
            Assert.Equal(1, world.Api.JobsMade);
        }
    }

    [Fact]
    public void Hazards_20_21_22_no_wake_is_lost_in_a_thousand_random_restarts_of_all_parts()
    {
        const int Seeds = 40,
            Restarts = 25;
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var world = new Simulation(1000 + seed);
            int created = 0;
            for (int restart = 0; restart < Restarts; restart++)
            {
                for (int i = world.Random.Next(3); i > 0; i--)
                    world.Create($"t{created++}");
                world.Run(TimeSpan.FromSeconds(world.Random.Next(0, 12)));
                var away = TimeSpan.FromSeconds(world.Random.Next(0, 15));
                switch (world.Random.Next(5))
                {
                    case 0:
                        world.RestartScaler(kill: true, away);
                        break;
                    case 1:
                        world.RestartScaler(kill: false, away);
                        break;
                    case 2:
                        world.Functions.Kill();
                        break;
                    case 3:
                        world.RestartApi(away);
                        break;
                    default:
                        world.Keda.Restart();
                        break;
                }
            }

            // Nothing is disturbed from here on: what was missed is made up for, and then all is quiet.
            Assert.True(
                world.Run(TimeSpan.FromSeconds(60) + s_longestBlindness, () => !world.Api.Unfinished.Any()),
                $"seed {seed}: never finished: {string.Join(", ", world.Api.Unfinished)}; work {world.Work}, "
                    + $"replicas {world.Functions.Replicas}, KEDA connected {world.Keda.Connected}"
            );
            Assert.True(
                world.Run(SimulatedKeda.Cooldown + (SimulatedKeda.Polling * 3), () => world.Functions.Replicas == 0),
                $"seed {seed}: never slept"
            );
            Assert.Equal((created, 0, 0), (world.Api.JobsMade, world.RepeatedTrues, world.LostWakes));
        }
    }
}
