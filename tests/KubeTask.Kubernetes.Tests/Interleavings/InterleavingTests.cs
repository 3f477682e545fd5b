using System.Collections.Concurrent;
using System.Globalization;

namespace KubeTask.Kubernetes.Tests.Interleavings;

/// <summary>
/// hazards.md, rows 5, 6, 7, 9, 10, 11, 12, 15, 22, 35, 36, 37, 40, 42 and 62: in any order of two functions' calls, and wherever they are
/// killed, a Task has one Job for each attempt, an Agent's limit holds, the status reports the same end, and each usage is counted once.
/// KUBETASK_SEEDS sets how many orders are tried; a failure names its seed.
/// </summary>
/// <remarks>They run when no other test does: they keep every thread busy, and a server of another test would not answer in time.</remarks>
[Collection(nameof(InterleavingTests))]
[CollectionDefinition(nameof(InterleavingTests), DisableParallelization = true)]
public sealed class InterleavingTests
{
    private static readonly int s_seeds = int.Parse(
        Environment.GetEnvironmentVariable("KUBETASK_SEEDS") ?? "2000",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void Every_order_of_two_functions_calls_leads_to_the_same_end()
    {
        string[] wrong = Try(seed =>
        {
            var alone = new World(seed, order: 0);
            alone.Settle();
            var raced = new World(seed, order: seed);
            raced.Race(turns: 150, people: false);
            raced.Settle();
            return alone.Wrong
                ?? raced.Wrong
                ?? (alone.Report() == raced.Report() ? null : $"alone:\n{alone.Report()}\nraced:\n{raced.Report()}");
        });
        Assert.True(wrong.Length == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public void Stops_deletions_finalizers_and_refusals_at_any_moment_break_no_rule()
    {
        string[] wrong = Try(seed =>
        {
            var world = new World(seed, order: seed);
            world.Race(turns: 250, people: true);
            world.Settle();
            return world.Wrong;
        });
        Assert.True(wrong.Length == 0, string.Join("\n\n", wrong));
    }

    private static string[] Try(Func<int, string?> run)
    {
        var wrong = new ConcurrentQueue<string>();
        Parallel.For(1, s_seeds / 2 + 1, (seed, loop) =>
        {
            try
            {
                if (run(seed) is { } error)
                    wrong.Enqueue($"seed {seed}: {error}");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                wrong.Enqueue($"seed {seed}: {e}");
            }

            if (wrong.Count >= 3)
                loop.Stop();
        });
        return [.. wrong];
    }
}
