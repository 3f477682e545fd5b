using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// The ended Tasks of each namespace. While a namespace has more than it keeps, its oldest ended Task is surplus. For a namespace that
/// keeps all of them, only a count is kept here. Guarded by the index's lock.
/// </summary>
internal sealed class RetainedTasks
{
    private static readonly Comparer<(long Ticks, string Name)> s_oldestFirst = Comparer<(long Ticks, string Name)>.Create(
        static (x, y) => x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : string.CompareOrdinal(x.Name, y.Name)
    );

    private readonly Dictionary<string, Ended> _namespaces = [];

    public IEnumerable<string> Namespaces => _namespaces.Keys;

    public void Add(TaskEntry entry)
    {
        if (!_namespaces.TryGetValue(entry.Namespace, out Ended? ended))
            _namespaces[entry.Namespace] = ended = new Ended();
        ended.Count++;
        ended.Heap?.Enqueue((entry, entry.Uid), (entry.Ticks, entry.Name));
    }

    public void Remove(TaskEntry entry)
    {
        Ended ended = _namespaces[entry.Namespace];
        ended.Count--;
    }

    public bool IsSurplus(TaskEntry entry) => _namespaces.TryGetValue(entry.Namespace, out Ended? ended) && ended.Surplus == entry;

    /// <summary>Determines the surplus Task again; returns the former and the present one if they differ.</summary>
    public (TaskEntry? Former, TaskEntry? Current) Settle(string ns, long? limit, IEnumerable<TaskEntry> tasks)
    {
        if (!_namespaces.TryGetValue(ns, out Ended? ended))
            return (null, null);
        TaskEntry? former = ended.Surplus;
        if (limit is null)
            ended.Heap = null;
        ended.Surplus = limit is { } most && ended.Count > most ? Oldest(ns, ended, tasks) : null;
        if (ended is { Count: 0, Surplus: null })
            _namespaces.Remove(ns);
        return former == ended.Surplus ? (null, null) : (former, ended.Surplus);
    }

    private static TaskEntry? Oldest(string ns, Ended ended, IEnumerable<TaskEntry> tasks)
    {
        if (ended.Heap is null || ended.Heap.Count > (2 * ended.Count) + 64)
            ended.Heap = new(tasks.Where(t => t.Retained && t.Namespace == ns).Select(t => ((t, t.Uid), (t.Ticks, t.Name))), s_oldestFirst);
        while (ended.Heap.TryPeek(out (TaskEntry Entry, ObjectUid Uid) oldest, out (long Ticks, string) order))
        {
            if (oldest.Entry.Retained && oldest.Entry.Uid == oldest.Uid && oldest.Entry.Ticks == order.Ticks)
                return oldest.Entry;
            ended.Heap.Dequeue();
        }

        return null;
    }

    private sealed class Ended
    {
        public int Count;
        public TaskEntry? Surplus;
        public PriorityQueue<(TaskEntry Entry, ObjectUid Uid), (long Ticks, string Name)>? Heap;
    }
}
