namespace KubeTask.Scaler.Index;

/// <summary>
/// Entries that may be delivered now, by their ranks. Within a rank the namespaces take turns, so that one that makes thousands of Tasks holds nobody else's; within a
/// namespace the oldest goes first. An entry that left is passed over by its ticket.
/// </summary>
internal sealed class ReadyQueue
{
    private readonly Turns[] ranks = [new(), new(), new(), new()];
    private readonly int[] counts = new int[4];
    private long tickets;

    /// <summary>How many entries are ready.</summary>
    public int Count { get; private set; }

    /// <summary>How many entries of a rank are ready.</summary>
    public int CountOf(ReadyRank rank) => counts[(int)rank];

    /// <summary>Puts an entry with due work into the line, or into another place of it.</summary>
    public void Enter(WorkEntry entry)
    {
        PendingWork work = entry.Pending!;
        if (work.Ticket != 0)
            Uncount(work);
        work.Ticket = ++tickets;
        work.Rank = work.Due switch
        {
            WorkType.JobCompleted => ReadyRank.JobEnded,
            WorkType.AgentChanged => ReadyRank.Agent,
            WorkType.CronTaskDue when !work.WasDelivered => ReadyRank.CronTask,
            _ => ReadyRank.Rest,
        };
        Count++;
        counts[(int)work.Rank]++;
        ranks[(int)work.Rank].Add(entry, work.Rank == ReadyRank.Rest ? entry.Order : work.DueSince.UtcTicks, work.Ticket);
    }

    public void Leave(WorkEntry entry)
    {
        if (entry.Pending is not { Ticket: not 0 } work)
            return;
        Uncount(work);
        work.Ticket = 0;
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
        Count--;
        counts[(int)work.Rank]--;
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
