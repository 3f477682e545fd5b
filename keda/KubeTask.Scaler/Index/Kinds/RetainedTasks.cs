using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// The ended Tasks of each namespace, and which of them is the one too many: the oldest, as long as there are more than the namespace keeps. Namespaces that keep all
/// have nothing but a count here. Guarded by the index's lock.
/// </summary>
internal sealed class RetainedTasks
{
    private static readonly Comparer<(long Ticks, string Name)> s_oldestFirst = Comparer<(long Ticks, string Name)>.Create(
        static (x, y) => x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : string.CompareOrdinal(x.Name, y.Name)
    );

    private readonly Dictionary<string, Line> _lines = [];

    public IEnumerable<string> Namespaces => _lines.Keys;

    public void Add(TaskEntry entry)
    {
        if (!_lines.TryGetValue(entry.Namespace, out Line? line))
            _lines[entry.Namespace] = line = new Line();
        line.Count++;
        line.Heap?.Enqueue((entry, entry.Uid), (entry.Ticks, entry.Name));
    }

    public void Remove(TaskEntry entry)
    {
        Line line = _lines[entry.Namespace];
        line.Count--;
    }

    public bool IsSurplus(TaskEntry entry) => _lines.TryGetValue(entry.Namespace, out Line? line) && line.Surplus == entry;

    /// <summary>Finds the one too many anew: returns the former and the present one, where they differ.</summary>
    public (TaskEntry? Former, TaskEntry? Current) Settle(string ns, long? limit, IEnumerable<TaskEntry> tasks)
    {
        if (!_lines.TryGetValue(ns, out Line? line))
            return (null, null);
        TaskEntry? former = line.Surplus;
        if (limit is null)
            line.Heap = null;
        line.Surplus = limit is { } most && line.Count > most ? Oldest(ns, line, tasks) : null;
        if (line is { Count: 0, Surplus: null })
            _lines.Remove(ns);
        return former == line.Surplus ? (null, null) : (former, line.Surplus);
    }

    private static TaskEntry? Oldest(string ns, Line line, IEnumerable<TaskEntry> tasks)
    {
        if (line.Heap is null || line.Heap.Count > (2 * line.Count) + 64)
            line.Heap = new(tasks.Where(t => t.Retained && t.Namespace == ns).Select(t => ((t, t.Uid), (t.Ticks, t.Name))), s_oldestFirst);
        while (line.Heap.TryPeek(out (TaskEntry Entry, ObjectUid Uid) oldest, out (long Ticks, string) place))
        {
            if (oldest.Entry.Retained && oldest.Entry.Uid == oldest.Uid && oldest.Entry.Ticks == place.Ticks)
                return oldest.Entry;
            line.Heap.Dequeue();
        }

        return null;
    }

    private sealed class Line
    {
        public int Count;
        public TaskEntry? Surplus;
        public PriorityQueue<(TaskEntry Entry, ObjectUid Uid), (long Ticks, string Name)>? Heap;
    }
}
