using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>Whole lists at once.</summary>
internal static class Sinks
{
    public static void Replace<T>(this IObservedSink<T> sink, IReadOnlyList<T> objects, string resourceVersion)
        where T : IObserved
    {
        sink.BeginList();
        sink.TakePage(objects);
        sink.EndList(resourceVersion);
    }
}
