namespace KubeTask.Scaler.Index.Queue;

/// <summary>Counts work by type, and notifies subscribers when work appears after there was none. Guarded by the index's lock.</summary>
internal sealed class WorkCounter
{
    private readonly int[] _counts = new int[WorkTypes.Count];
    private readonly List<WorkSubscription> _subscriptions = [];

    public int this[WorkType type] => _counts[(int)type];

    public int Count(WorkFilter filter)
    {
        int sum = 0;
        for (WorkType type = 0; (int)type < _counts.Length; type++)
            sum += filter.Matches(type) ? _counts[(int)type] : 0;
        return sum;
    }

    /// <summary>Counts one piece of work under another type than before.</summary>
    public void Move(WorkType from, WorkType to)
    {
        if (from == to)
            return;
        bool edge = false;
        if (from != WorkType.None)
            edge |= --_counts[(int)from] == 0;
        if (to != WorkType.None)
            edge |= _counts[(int)to]++ == 0;
        if (!edge)
            return;
        foreach (WorkSubscription subscription in _subscriptions)
            subscription.Observe(Count(subscription.Filter) > 0);
    }

    public void Add(WorkSubscription subscription)
    {
        _subscriptions.Add(subscription);
        subscription.Observe(Count(subscription.Filter) > 0);
    }

    public void Remove(WorkSubscription subscription) => _subscriptions.Remove(subscription);
}
