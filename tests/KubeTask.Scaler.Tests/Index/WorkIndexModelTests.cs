using CsCheck;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>The index, which changes little by little, against a model that looks at everything anew.</summary>
public sealed class WorkIndexModelTests
{
    private static readonly TimeSpan s_ahead = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<NaiveWorld.Step[]> s_histories = Gen.Select(
        Gen.Int[0, 7],
        Gen.Int[0, 5],
        Gen.Int,
        Gen.Int[-20, 30],
        (kind, name, dice, seconds) => new NaiveWorld.Step(kind, name, dice, seconds)
    ).Array[1, 60];

    [Fact]
    public void The_index_agrees_with_the_naive_model_after_every_change_and_at_every_time() =>
        s_histories.Sample(
            history =>
            {
                var world = new NaiveWorld();
                var clock = new FakeTimeProvider(s_start);
                using var index = new WorkIndex(new RedeliverySettings(), clock, new Random(1), NaiveWorld.Release, s_ahead);
                world.ListAll(index);
                foreach (NaiveWorld.Step step in history)
                {
                    if (step.Seconds > 0)
                        clock.Advance(TimeSpan.FromSeconds(step.Seconds) + TimeSpan.FromMilliseconds(2));
                    Compare(world, index, clock.GetUtcNow());
                    world.Do(step, index, clock.GetUtcNow());
                    Compare(world, index, clock.GetUtcNow());
                }

                List<string> due =
                [
                    .. world
                        .Work(clock.GetUtcNow())
                        .Where(w => w.At <= clock.GetUtcNow())
                        .Select(w => $"{w.Type} {w.Subject}")
                        .Order(StringComparer.Ordinal),
                ];
                Assert.Equal(due, Drain(index));
            },
            iter: 3000
        );

    private static void Compare(NaiveWorld world, WorkIndex index, DateTimeOffset now)
    {
        List<(string Type, string Subject, DateTimeOffset At)> work = world.Work(now);
        int Due(string type, TimeSpan ahead = default) => work.Count(w => w.Type == type && (w.At <= now || w.At - now <= ahead));
        Assert.Equal(
            (Due(EventType.TaskChanged) + Due(EventType.AgentChanged), Due(EventType.JobCompleted), Due(EventType.CronTaskDue, s_ahead)),
            (index.Count(WorkFilter.Tasks), index.Count(WorkFilter.Jobs), index.Count(WorkFilter.Crons))
        );
    }

    private static List<string> Drain(WorkIndex index)
    {
        var items = new List<string>();
        while (index.TryTake() is { } item)
            items.Add($"{item.EventType} {item.Subject}");
        items.Sort(StringComparer.Ordinal);
        return items;
    }
}
