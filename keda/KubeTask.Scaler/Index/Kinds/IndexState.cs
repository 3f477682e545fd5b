using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Index.Store;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// What the kinds share: the lock, the clock, the entries and the queue. The lock guards all of it and is never held over a wait.
/// </summary>
/// <param name="gate">The index's lock.</param>
/// <param name="evaluate">Decides anew what work there is for an entry. Called under the lock.</param>
/// <param name="jsonBytes">The most memory that Tasks and pods may take that events will carry.</param>
internal sealed class IndexState(Lock gate, TimeProvider time, WorkQueue queue, Action<WorkEntry, DateTimeOffset> evaluate, long jsonBytes)
{
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lock Gate { get; } = gate;
    public WorkQueue Queue { get; } = queue;

    public EntryTable<TaskEntry> Tasks { get; } = new((ns, name) => new TaskEntry(ns, name));
    public EntryTable<AgentEntry> Agents { get; } = new((ns, name) => new AgentEntry(ns, name));
    public EntryTable<CronEntry> CronTasks { get; } = new((ns, name) => new CronEntry(ns, name));

    /// <summary>The Tasks and pods that events will carry.</summary>
    public KeptObjects Kept { get; } = new(jsonBytes);

    /// <summary>The Jobs' lists and frames. Their records are with the Tasks.</summary>
    public Chronology Jobs { get; } = new();

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Completes when Tasks, Jobs, Agents and CronTasks have each been listed once.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Decides anew what work there is for an object, and puts it where it belongs.</summary>
    public void Evaluate(WorkEntry entry, DateTimeOffset now) => evaluate(entry, now);

    /// <summary>Whether an object exists and enough is known to decide what work there is for it.</summary>
    public bool CanDecide(WorkEntry entry) => entry.Present && _synced.Task.IsCompleted;

    /// <summary>A list has ended. When the last of the kinds has been listed, all objects are evaluated for the first time.</summary>
    public void AfterList(DateTimeOffset now)
    {
        bool all = Tasks.Chronology.Synced && Jobs.Synced && Agents.Chronology.Synced && CronTasks.Chronology.Synced;
        if (!all || !_synced.TrySetResult())
            return;
        foreach (WorkEntry entry in Tasks.Concat<WorkEntry>(Agents).Concat(CronTasks).ToList())
            Evaluate(entry, now);
    }
}
