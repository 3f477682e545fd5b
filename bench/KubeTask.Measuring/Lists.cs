using KubeTask.Scaler.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Measuring;

/// <summary>First lists, as the watches give them.</summary>
public static class Lists
{
    /// <summary>Gives an index an empty list of each kind, after which it has everything that it waits for.</summary>
    public static void Empty(WorkIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        Give(index.Configs);
        Give(index.Pods);
        Give(index.Agents);
        Give(index.CronTasks);
        Give(index.Jobs);
        Give(index.Tasks);
    }

    private static void Give<T>(IObservedSink<T> sink)
        where T : IObserved
    {
        sink.BeginList();
        sink.TakePage([]);
        sink.EndList("10");
    }
}
