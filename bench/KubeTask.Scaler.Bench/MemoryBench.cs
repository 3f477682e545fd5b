using KubeTask.Measuring;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Bench;

/// <summary>What the index costs for each object, beyond an empty index.</summary>
internal static class MemoryBench
{
    public static IEnumerable<Figure> Run(int tasks, int cronTasks)
    {
        yield return Measure("new Task that is work", tasks, index =>
            Each(tasks, i => index.Tasks.Apply(WatchChange.Added, Objects.Task(i)))
        );
        yield return Measure("Running Task with its Job", tasks, index => Each(tasks, i => Run(index, i)));
        yield return Measure("ended Task with its Job", tasks, index => Each(tasks, i =>
            {
                Run(index, i);
                index.Tasks.Apply(WatchChange.Modified, Objects.Task(i) with { Terminal = true, CompletedAt = Objects.Start.AddYears(10) });
            }));
        yield return Measure("CronTask", cronTasks, index =>
            Each(cronTasks, i => index.CronTasks.Apply(WatchChange.Added, Objects.CronTask(i, Objects.Start.AddYears(10))))
        );
    }

    private static void Run(WorkIndex index, int i)
    {
        index.Jobs.Apply(WatchChange.Added, Objects.Job(i));
        index.Tasks.Apply(WatchChange.Added, Objects.Task(i) with { Running = true });
    }

    private static void Each(int count, Action<int> act)
    {
        for (int i = 0; i < count; i++)
            act(i);
    }

    private static Figure Measure(string what, int count, Action<WorkIndex> fill)
    {
        using var index = new WorkIndex(new RedeliverySettings(), TimeProvider.System, new Random(1));
        Lists.Empty(index);
        long before = Heap.Settled();
        fill(index);
        long after = Heap.Settled();
        GC.KeepAlive(index);
        return new Figure("memory", what, count, (after - before) / (double)count, "bytes each");
    }
}
