using KubeTask.Core.Events;

namespace KubeTask.Scaler.Index;

/// <summary>
/// Entries that may be delivered now: Job ends first, because they free slots and are what people wait for, then the oldest. An entry that left is passed over by its ticket.
/// </summary>
internal sealed class ReadyQueue
{
    private readonly PriorityQueue<(TaskEntry Entry, long Ticket), (int Rank, DateTimeOffset Since, long Ticket)> queue = new();
    private long tickets;

    /// <summary>How many entries are ready.</summary>
    public int Count { get; private set; }

    public void Enter(TaskEntry entry)
    {
        if (entry.Ticket == 0)
            Count++;
        entry.Ticket = ++tickets;
        queue.Enqueue((entry, entry.Ticket), (entry.Due == EventType.JobCompleted ? 0 : 1, entry.DueSince, entry.Ticket));
    }

    public void Leave(TaskEntry entry)
    {
        if (entry.Ticket == 0)
            return;
        entry.Ticket = 0;
        Count--;
        if (Count == 0)
            queue.Clear();
    }

    public TaskEntry? Take()
    {
        while (queue.TryDequeue(out (TaskEntry Entry, long Ticket) next, out _))
        {
            if (next.Entry.Ticket != next.Ticket)
                continue;
            Leave(next.Entry);
            return next.Entry;
        }

        return null;
    }
}
