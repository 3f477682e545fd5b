using System.Collections.Concurrent;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>A sink that keeps the Tasks as the index does.</summary>
internal sealed class ObservedTasks : IObservedSink<ObservedTask>
{
    private readonly Lock _gate = new();
    private readonly ObservedStore<ObservedTask> _store = new();
    private int _pages;

    public ConcurrentQueue<int> Lists { get; } = new();

    /// <summary>Name and resourceVersion of each Task that is there, in order: <c>a@1 b@2</c>.</summary>
    public string Seen
    {
        get
        {
            lock (_gate)
                return string.Join(' ', _store.All.Select(t => $"{t.Key.Name}@{t.ResourceVersion}").Order(StringComparer.Ordinal));
        }
    }

    public void BeginList()
    {
        lock (_gate)
            _store.BeginList();
        _pages = 0;
    }

    public void TakePage(IReadOnlyList<ObservedTask> page)
    {
        lock (_gate)
            _store.TakePage(page);
        _pages += page.Count;
    }

    public void EndList(string resourceVersion)
    {
        lock (_gate)
            _store.EndList(resourceVersion);
        Lists.Enqueue(_pages);
    }

    public void Apply(WatchChange change, ObservedTask observed)
    {
        lock (_gate)
            _store.Apply(change, observed);
    }
}
