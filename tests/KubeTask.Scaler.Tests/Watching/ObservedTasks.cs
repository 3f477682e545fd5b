using System.Collections.Concurrent;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>A sink that keeps the Tasks as the index does.</summary>
internal sealed class ObservedTasks : IObservedSink<ObservedTask>
{
    private readonly Lock gate = new();
    private readonly ObservedStore<ObservedTask> store = new();
    private int pages;

    public ConcurrentQueue<int> Lists { get; } = new();

    /// <summary>Name and resourceVersion of each Task that is there, in order: <c>a@1 b@2</c>.</summary>
    public string Seen
    {
        get
        {
            lock (gate)
                return string.Join(' ', store.All.Select(t => $"{t.Key.Name}@{t.ResourceVersion}").Order(StringComparer.Ordinal));
        }
    }

    public void BeginList()
    {
        lock (gate)
            store.BeginList();
        pages = 0;
    }

    public void TakePage(IReadOnlyList<ObservedTask> page)
    {
        lock (gate)
            store.TakePage(page);
        pages += page.Count;
    }

    public void EndList(string resourceVersion)
    {
        lock (gate)
            store.EndList(resourceVersion);
        Lists.Enqueue(pages);
    }

    public void Apply(WatchChange change, ObservedTask observed)
    {
        lock (gate)
            store.Apply(change, observed);
    }
}
