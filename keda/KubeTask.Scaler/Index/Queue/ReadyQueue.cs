namespace KubeTask.Scaler.Index.Queue;

/// <summary>
/// Entries that may be delivered now: Job ends first, because they free slots and are what people wait for; then Agents, which give the slots; then the rest. Within a
/// rank the namespaces take turns, so that one that makes thousands of Tasks holds nobody else's; within a namespace the oldest goes first, but in the rest CronTasks go
/// before Tasks, and first of all those of the backlog, whose Tasks are to exist at their time. An entry that left is passed over by its ticket.
/// </summary>
internal sealed class ReadyQueue
{
    private const int Rest = 2;
    private readonly Turns[] _ranks = [new(), new(), new()];
    private long _tickets;

    /// <summary>How many entries are ready.</summary>
    public int Count { get; private set; }

    /// <summary>How many CronTasks of them no function has been asked to look at since they became due.</summary>
    public int Backlog { get; private set; }

    /// <summary>Puts an entry with due work into the line, or into another place of it.</summary>
    public void Enter(WorkEntry entry)
    {
        PendingWork work = entry.Pending!;
        Uncount(work);
        work.Ticket = ++_tickets;
        work.IsBacklog = work.Due == WorkType.CronTaskDue && !work.WasDelivered && work.Failures == 0;
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
                    : work.IsBacklog ? 0
                    : Math.Max(1, entry.Order),
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

    /// <summary>Takes the next in line.</summary>
    /// <param name="ofBacklog">Only where it is one of the backlog.</param>
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

    /// <summary>Namespaces that take turns.</summary>
    private sealed class Turns
    {
        private readonly Dictionary<string, PriorityQueue<(WorkEntry Entry, long Ticket), (long Order, long Ticket)>> _lines = [];
        private readonly Queue<string> _turns = [];

        public void Add(WorkEntry entry, long order, long ticket)
        {
            if (!_lines.TryGetValue(entry.Namespace, out PriorityQueue<(WorkEntry, long), (long, long)>? line))
            {
                _lines[entry.Namespace] = line = new();
                _turns.Enqueue(entry.Namespace);
            }

            line.Enqueue((entry, ticket), (order, ticket));
        }

        /// <summary>Which entry is next; those that left are forgotten.</summary>
        public WorkEntry? Peek()
        {
            while (_turns.TryPeek(out string? ns))
            {
                PriorityQueue<(WorkEntry Entry, long Ticket), (long, long)> line = _lines[ns];
                while (line.TryPeek(out (WorkEntry Entry, long Ticket) next, out _))
                {
                    if (next.Entry.Pending?.Ticket == next.Ticket)
                        return next.Entry;
                    line.Dequeue();
                }

                _turns.Dequeue();
                _lines.Remove(ns);
            }

            return null;
        }

        /// <summary>Takes that one out of its line, and ends its namespace's turn.</summary>
        public void Drop()
        {
            string ns = _turns.Dequeue();
            _lines[ns].Dequeue();
            if (_lines[ns].Count > 0)
                _turns.Enqueue(ns);
            else
                _lines.Remove(ns);
        }

        public void Clear()
        {
            _lines.Clear();
            _turns.Clear();
        }
    }
}
