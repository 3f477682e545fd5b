using System.Diagnostics;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Index;

/// <summary>Finds an index's sink by the type of what is observed.</summary>
internal static class WorkIndexSinks
{
    public static void Apply<T>(this WorkIndex index, WatchChange change, T observed)
        where T : IObserved => index.SinkOf<T>().Apply(change, observed);

    public static void Replace<T>(this WorkIndex index, IReadOnlyList<T> objects, string resourceVersion)
        where T : IObserved => index.SinkOf<T>().Replace(objects, resourceVersion);

    private static IObservedSink<T> SinkOf<T>(this WorkIndex index)
        where T : IObserved =>
        ((object[])[index.Tasks, index.Jobs, index.Agents, index.CronTasks, index.Pods, index.Configs])
            .OfType<IObservedSink<T>>()
            .SingleOrDefault()
        ?? throw new UnreachableException($"{typeof(T).Name} is of no kind that the index takes");
}
