namespace KubeTask.Scaler.Index;

/// <summary>
/// Entries that may be delivered now: Job ends first, because they free slots and are what people wait for; then Agents, which give the slots; then the rest. Within a
/// rank the namespaces take turns, so that one that makes thousands of Tasks holds nobody else's; within a namespace the oldest goes first, but in the rest CronTasks go
/// before Tasks, and first of all those of the backlog, whose Tasks are to exist at their time. An entry that left is passed over by its ticket.
/// </summary>
internal sealed class ReadyQueue
{
    private const int Rest = 2;
    private readonly Turns[] ranks = [new(), new(), new()];
    private long tickets;

    /// <summary>How many entries are ready.</summary>
    public int Count { get; private set; }

    /// <summary>How many CronTasks of them no function has taken since they became due.</summary>
    public int Backlog { get; private set; }

    /// <summary>Puts an entry with due work into the line, or into another place of it.</summary>
    public void Enter(WorkEntry entry)
    {
        PendingWork work = entry.Pending!;
        Uncount(work);
        work.Ticket = ++tickets;
        work.IsBacklog = work.Due == WorkType.CronTaskDue && !work.WasDelivered;
        Count++;
        Backlog += work.IsBacklog ? 1 : 0;
        int rank = work.Due switch
        {
            WorkType.JobCompleted => 0,
            WorkType.AgentChanged => 1,
            _ => Rest,
        };
        ranks[rank].Add(entry, rank < Rest ? work.DueSince.UtcTicks : work.IsBacklog ? 0 : Math.Max(1, entry.Order), work.Ticket);
    }

    public void Leave(WorkEntry entry)
    {
        if (entry.Pending is not { Ticket: not 0 } work)
            return;
        Uncount(work);
        if (Count > 0)
            return;
        foreach (Turns rank in ranks)
            rank.Clear();
    }

    public WorkEntry? Take()
    {
        if (Count == 0)
            return null;
        foreach (Turns rank in ranks)
        {
            if (rank.Take() is not { } entry)
                continue;
            Leave(entry);
            return entry;
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
        private readonly Dictionary<string, PriorityQueue<(WorkEntry Entry, long Ticket), (long Order, long Ticket)>> lines = [];
        private readonly Queue<string> turns = [];

        public void Add(WorkEntry entry, long order, long ticket)
        {
            if (!lines.TryGetValue(entry.Namespace, out PriorityQueue<(WorkEntry, long), (long, long)>? line))
            {
                lines[entry.Namespace] = line = new();
                turns.Enqueue(entry.Namespace);
            }

            line.Enqueue((entry, ticket), (order, ticket));
        }

        public WorkEntry? Take()
        {
            while (turns.TryDequeue(out string? ns))
            {
                PriorityQueue<(WorkEntry Entry, long Ticket), (long, long)> line = lines[ns];
                WorkEntry? taken = null;
                while (taken is null && line.TryDequeue(out (WorkEntry Entry, long Ticket) next, out _))
                    taken = next.Entry.Pending?.Ticket == next.Ticket ? next.Entry : null;
                if (line.Count > 0)
                    turns.Enqueue(ns);
                else
                    lines.Remove(ns);
                if (taken is not null)
                    return taken;
            }

            return null;
        }

        public void Clear()
        {
            lines.Clear();
            turns.Clear();
        }
    }
}
