using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>KubeTaskConfigs: how long, and how many, ended Tasks are kept.</summary>
/// <param name="releaseNamespace">Where the fallback KubeTaskConfig is.</param>
internal sealed class ConfigFeed(IndexState state, string releaseNamespace) : IObservedSink<ObservedConfig>
{
    private readonly RetentionRules _rules = new(releaseNamespace);
    private readonly RetainedTasks _retained = new();

    /// <summary>The newest resourceVersion; null if there is none, or if it isn't a number.</summary>
    public string? Newest => _rules.Newest.Text;

    public void BeginList()
    {
        lock (state.Gate)
            _rules.BeginList();
    }

    public void TakePage(IReadOnlyList<ObservedConfig> page)
    {
        lock (state.Gate)
            Reconsider(_rules.TakePage(page));
    }

    public void EndList(string resourceVersion)
    {
        lock (state.Gate)
            Reconsider(_rules.EndList(resourceVersion));
    }

    public void Apply(WatchChange change, ObservedConfig observed)
    {
        lock (state.Gate)
            Reconsider(_rules.Apply(change, observed));
    }

    /// <summary>When an ended Task is to be deleted; null for never.</summary>
    public DateTimeOffset? DeleteAt(TaskEntry task) =>
        task.Kept
            ? null
            : _rules.DeleteAt(task.Namespace, task.Ticks == 0 ? null : new DateTimeOffset(task.Ticks, TimeSpan.Zero), task.TtlSeconds);

    /// <summary>Whether the Task is the oldest in a namespace that has more ended Tasks than it keeps.</summary>
    public bool IsSurplus(TaskEntry task) => _retained.IsSurplus(task);

    /// <summary>Counts a Task among the ended ones of its namespace.</summary>
    public void Count(TaskEntry task) => _retained.Add(task);

    /// <summary>Takes a Task out of that count, before it changes.</summary>
    public void Uncount(TaskEntry task) => _retained.Remove(task);

    /// <summary>Finds a namespace's surplus Task anew, and evaluates the former and the present one.</summary>
    public void ReconsiderSurplus(string ns, DateTimeOffset now)
    {
        (TaskEntry? former, TaskEntry? current) = _retained.Settle(ns, _rules.MaxRetained(ns), state.Tasks);
        if (former is not null)
            state.Evaluate(former, now);
        if (current is not null)
            state.Evaluate(current, now);
    }

    private void Reconsider(List<RetentionRules.Reach> reaches)
    {
        DateTimeOffset now = state.Now;
        foreach (RetentionRules.Reach reach in reaches)
        {
            foreach (string ns in _retained.Namespaces.Where(n => reach.Namespace is null || reach.Namespace == n).ToList())
                ReconsiderSurplus(ns, now);
            foreach (
                TaskEntry entry in state
                    .Tasks.Where(t => t.Terminal && (reach.Namespace is null || reach.Namespace == t.Namespace))
                    .ToList()
            )
            {
                state.Evaluate(entry, now);
            }
        }
    }
}
