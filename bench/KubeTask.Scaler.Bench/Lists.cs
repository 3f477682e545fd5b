using KubeTask.Scaler.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Bench;

/// <summary>First lists, as the watches give them.</summary>
internal static class Lists
{
    public static void Empty(WorkIndex index)
    {
        foreach (
            Action<WorkIndex> give in (Action<WorkIndex>[])
                [
                    Give<ObservedConfig>,
                    Give<ObservedPod>,
                    Give<ObservedAgent>,
                    Give<ObservedCronTask>,
                    Give<ObservedJob>,
                    Give<ObservedTask>,
                ]
        )
        {
            give(index);
        }
    }

    private static void Give<T>(WorkIndex index)
        where T : IObserved
    {
        IObservedSink<T> sink = Of<T>(index);
        sink.BeginList();
        sink.TakePage([]);
        sink.EndList("10");
    }

    private static IObservedSink<T> Of<T>(object index)
        where T : IObserved => (IObservedSink<T>)index;
}
