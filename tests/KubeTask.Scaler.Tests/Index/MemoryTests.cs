using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>What the index costs for each object beyond what it costs empty. Alone, so that nothing else allocates meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    private const int Tasks = 100_000,
        CronTasks = 20_000;
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(s_start);

    [Theory]
    [InlineData("Completed", 300)]
    [InlineData("Running", 300)]
    [InlineData("Queued", 300)]
    public void A_Task_with_its_Job_costs_less_than_300_bytes(string phase, int limit)
    {
        using WorkIndex index = NewIndex();
        double bytes =
            Growth(() =>
            {
                for (int i = 0; i < Tasks; i++)
                    index.Apply(WatchChange.Added, Task(i, "Running"));
                if (phase != "Queued")
                {
                    for (int i = 0; i < Tasks; i++)
                        index.Apply(WatchChange.Added, Job(i));
                }

                for (int i = 0; i < Tasks && phase != "Running"; i++)
                    index.Apply(WatchChange.Modified, Task(i, phase) with { ResourceVersion = $"{3_000_000 + i}" });
                _time.Advance(TimeSpan.FromSeconds(5));
            }) / Tasks;
        Assert.Equal((Tasks, 0), (index.Known.Tasks, index.Count(WorkFilter.Jobs)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:F0} bytes for each {phase} Task");
        Assert.True(bytes < limit, $"{bytes:F0} bytes for each {phase} Task");
    }

    [Fact]
    public void A_CronTask_costs_less_than_400_bytes()
    {
        using WorkIndex index = NewIndex();
        double bytes =
            Growth(() =>
            {
                for (int i = 0; i < CronTasks; i++)
                    index.Apply(WatchChange.Added, Cron(i));
                for (int i = 0; i < CronTasks; i++)
                {
                    index.Apply(
                        WatchChange.Modified,
                        Cron(i) with
                        {
                            ResourceVersion = $"{3_000_000 + i}",
                            NextScheduleTime = s_start.AddDays(1),
                        }
                    );
                }
            }) / CronTasks;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:F0} bytes for each CronTask");
        Assert.True(bytes < 400, $"{bytes:F0} bytes for each CronTask");
        Assert.Equal(0, index.Count(WorkFilter.Crons));
    }

    private WorkIndex NewIndex()
    {
        var index = new WorkIndex(new RedeliverySettings(), _time, new Random(1));
        index.Sync(agents: [Observations.Agent("limited", 1, max: 1, queued: Tasks)]);
        index.Replace(Array.Empty<ObservedConfig>(), "10");
        return index;
    }

    private static ObservedTask Task(int number, string phase) =>
        Observations.Task(
            $"nightly-review-{1_764_000_000 + number}",
            1000 + number,
            phase,
            new Guid(number, 1, 1, [1, 2, 3, 4, 5, 6, 7, 8]).ToString()
        ) with
        {
            Agent = "limited",
            CreatedAt = s_start,
            CompletedAt = phase == "Completed" ? s_start : null,
        };

    private static ObservedJob Job(int number)
    {
        ObservedTask task = Task(number, "Running");
        return new ObservedJob
        {
            Key = task.Key with { Name = task.Key.Name + "-job" },
            Uid = new Guid(number, 2, 2, [1, 2, 3, 4, 5, 6, 7, 8]).ToString(),
            ResourceVersion = $"{2_000_000 + number}",
            Owner = new ObjectOwner(task.Key.Name, task.Uid),
        };
    }

    private static ObservedCronTask Cron(int number) =>
        Observations.CronTask($"nightly-review-{1_764_000_000 + number}", 1000 + number, s_start.AddHours(1)) with
        {
            Uid = new Guid(number, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8]).ToString(),
        };

    private static long Growth(Action fill)
    {
        long before = Settled();
        fill();
        return Settled() - before;

        static long Settled()
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}

/// <summary>Tests that run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
