namespace KubeTask.Scaler.Index;

/// <summary>Counts work by its type and tells subscribers when there is some after there was none. Guarded by the index's lock.</summary>
internal sealed class WorkCounter
{
    private readonly int[] counts = new int[WorkTypes.Count];
    private readonly List<WorkSubscription> subscriptions = [];

    public int this[WorkType type] => counts[(int)type];

    public int Count(WorkFilter filter)
    {
        int sum = 0;
        for (WorkType type = 0; (int)type < counts.Length; type++)
            sum += filter.Matches(type) ? counts[(int)type] : 0;
        return sum;
    }

    /// <summary>A piece of work was of one type and is now of another.</summary>
    public void Move(WorkType from, WorkType to)
    {
        if (from == to)
            return;
        bool edge = false;
        if (from != WorkType.None)
            edge |= --counts[(int)from] == 0;
        if (to != WorkType.None)
            edge |= counts[(int)to]++ == 0;
        if (!edge)
            return;
        foreach (WorkSubscription subscription in subscriptions)
            subscription.Observe(Count(subscription.Filter) > 0);
    }

    public void Add(WorkSubscription subscription)
    {
        subscriptions.Add(subscription);
        subscription.Observe(Count(subscription.Filter) > 0);
    }

    public void Remove(WorkSubscription subscription) => subscriptions.Remove(subscription);
}
