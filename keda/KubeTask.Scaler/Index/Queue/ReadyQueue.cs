namespace KubeTask.Scaler.Index.Queue;

/// <summary>
/// Entries that may be delivered now. Ended Jobs come first, because they free slots and people wait for them; then Agents, which grant the
/// slots; then the rest. Within a rank the namespaces take turns, so that a namespace with thousands of Tasks holds up no other. Within a
/// namespace the oldest entry comes first; in the last rank CronTasks come before Tasks, those without a delivery first, because their
/// Tasks should exist at their due time, and reports about agents that run come last. An entry that has left the queue is recognized by its
/// ticket and skipped.
/// </summary>
internal sealed class ReadyQueue
{
    private const int Rest = 2;
    private readonly Turns[] _ranks = [new(), new(), new()];
    private long _tickets;

    /// <summary>How many entries are ready.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are CronTasks whose last delivery didn't fail.</summary>
    public int Backlog { get; private set; }

    /// <summary>Enqueues an entry with due work, or moves it to another queue position.</summary>
    public void Enter(WorkEntry entry)
    {
        PendingWork work = entry.Pending!;
        Uncount(work);
        work.Ticket = ++_tickets;
        work.IsBacklog = work.Due == WorkType.CronTaskDue && work.Failures == 0;
        Count++;
        Backlog += work.IsBacklog ? 1 : 0;
        int rank = work.Due switch
        {
            WorkType.JobCompleted => 0,
            WorkType.AgentChanged => 1,
            _ => Rest,
        };
        _ranks[rank]
            .Add(
                entry,
                rank < Rest ? work.DueSince.UtcTicks
                    : work.IsBacklog ? (work.WasDelivered ? 1 : 0)
                    : Math.Max(2, entry.Order),
                work.Ticket
            );
    }

    public void Leave(WorkEntry entry)
    {
        if (entry.Pending is not { Ticket: not 0 } work)
            return;
        Uncount(work);
        if (Count > 0)
            return;
        foreach (Turns rank in _ranks)
            rank.Clear();
    }

    /// <summary>Takes the first entry of the queue.</summary>
    /// <param name="ofBacklog">Whether to take the entry only if it belongs to the backlog.</param>
    public WorkEntry? Take(bool ofBacklog = false)
    {
        if (Count == 0)
            return null;
        foreach (Turns rank in _ranks)
        {
            if (rank.Peek() is not { } next)
                continue;
            if (ofBacklog && !next.Pending!.IsBacklog)
                return null;
            rank.Drop();
            Leave(next);
            return next;
        }

        return null;
    }

    private void Uncount(PendingWork work)
    {
        if (work.Ticket == 0)
            return;
        Count--;
        Backlog -= work.IsBacklog ? 1 : 0;
        work.Ticket = 0;
    }

    /// <summary>One queue for each namespace; the namespaces take turns.</summary>
    private sealed class Turns
    {
        private readonly Dictionary<string, PriorityQueue<(WorkEntry Entry, long Ticket), (long Order, long Ticket)>> _queues = [];
        private readonly Queue<string> _turns = [];

        public void Add(WorkEntry entry, long order, long ticket)
        {
            if (!_queues.TryGetValue(entry.Namespace, out PriorityQueue<(WorkEntry, long), (long, long)>? queue))
            {
                _queues[entry.Namespace] = queue = new();
                _turns.Enqueue(entry.Namespace);
            }

            queue.Enqueue((entry, ticket), (order, ticket));
        }

        /// <summary>The next entry. Entries that have left are dropped.</summary>
        public WorkEntry? Peek()
        {
            while (_turns.TryPeek(out string? ns))
            {
                PriorityQueue<(WorkEntry Entry, long Ticket), (long, long)> queue = _queues[ns];
                while (queue.TryPeek(out (WorkEntry Entry, long Ticket) next, out _))
                {
                    if (next.Entry.Pending?.Ticket == next.Ticket)
                        return next.Entry;
                    queue.Dequeue();
                }

                _turns.Dequeue();
                _queues.Remove(ns);
            }

            return null;
        }

        /// <summary>Removes that entry from its queue, and ends its namespace's turn.</summary>
        public void Drop()
        {
            string ns = _turns.Dequeue();
            _queues[ns].Dequeue();
            if (_queues[ns].Count > 0)
                _turns.Enqueue(ns);
            else
                _queues.Remove(ns);
        }

        public void Clear()
        {
            _queues.Clear();
            _turns.Clear();
        }
    }
}
