namespace KubeTask.Scaler.Index;

/// <summary>Counts work by event type and tells subscribers when there is some after there was none. Guarded by the index's lock.</summary>
internal sealed class WorkCounter
{
    private readonly Dictionary<string, int> counts = [];
    private readonly List<WorkSubscription> subscriptions = [];

    public int Count(WorkFilter filter) => counts.Where(c => filter.Matches(c.Key)).Sum(c => c.Value);

    /// <summary>An object's work was of one type and is now of another; null is none.</summary>
    public void Move(string? from, string? to)
    {
        if (from == to)
            return;
        if (from is not null)
            counts[from]--;
        if (to is not null)
            counts[to] = counts.GetValueOrDefault(to) + 1;
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
