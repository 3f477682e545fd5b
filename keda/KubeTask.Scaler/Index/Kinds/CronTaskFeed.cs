using KubeTask.Core;
using KubeTask.Core.Work;
using KubeTask.Scaler.Index.Store;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>CronTasks: when they are due, and how many Tasks they have.</summary>
/// <param name="wakeAhead">How long before a CronTask is due it counts as work, so that functions are awake in time.</param>
/// <param name="cronTaskBytes">The most memory that the CronTasks may take that events will carry.</param>
internal sealed class CronTaskFeed(IndexState state, TimeSpan wakeAhead, long cronTaskBytes)
    : Feed<ObservedCronTask, CronEntry>(state, state.CronTasks)
{
    private const int Largest = 16 << 10;
    private readonly Dictionary<ObjectUid, CronTally> _tallies = [];
    private readonly JsonBudget _budget = new(cronTaskBytes, Largest);

    public override void Evaluate(CronEntry entry, DateTimeOffset now)
    {
        bool decides = State.CanDecide(entry);
        CronTaskFacts facts = decides ? FactsOf(entry) : default;
        State.Queue.Settle(entry, decides ? CronTaskWork.Next(facts) : null, facts.GetHashCode(), wakeAhead, now);
        State.CronTasks.Release(entry);
    }

    /// <summary>Evaluates the CronTask whose Tasks have changed.</summary>
    public void Reconsider(CronTally? tally, DateTimeOffset now)
    {
        if (tally is not null && CronTaskOf(tally) is { } cron)
            Evaluate(cron, now);
    }

    /// <summary>Counts a Task for the CronTask that owns it.</summary>
    public CronTally Count(TaskEntry task, ObjectOwner owner)
    {
        var uid = ObjectUid.Parse(owner.Uid);
        if (!_tallies.TryGetValue(uid, out CronTally? tally))
        {
            _tallies[uid] = tally = new CronTally(task.Namespace, Interned.Of(owner.Name), uid);
            if (CronTaskOf(tally) is { } cron)
                cron.Tally = tally;
        }

        Add(task, tally, 1);
        return tally;
    }

    /// <summary>Takes a Task out of the count, before it changes.</summary>
    public void Uncount(TaskEntry task, CronTally tally)
    {
        Add(task, tally, -1);
        if (tally.Tasks > 0)
            return;
        _tallies.Remove(tally.Uid);
        if (CronTaskOf(tally) is { } cron)
            cron.Tally = null;
    }

    protected override void Change(CronEntry entry, ObservedCronTask? current, DateTimeOffset now)
    {
        entry.Json = _budget.Replace(entry.Json, current?.Json);
        if (current is null)
        {
            State.CronTasks.Vanish(entry);
            entry.Pending?.Renew();
            entry.Tally = null;
        }
        else
        {
            if (State.CronTasks.Identify(entry, current))
            {
                entry.Pending?.Renew();
                entry.Tally = _tallies.GetValueOrDefault(entry.Uid);
            }

            entry.Deleting = current.Deleting;
            entry.NextTicks = current.NextScheduleTime?.UtcTicks ?? 0;
            entry.ActiveReported = current.ActiveReported;
            entry.SuccessfulLimit = current.SuccessfulLimit;
            entry.FailedLimit = current.FailedLimit;
            entry.StatusIsCurrent = current.StatusIsCurrent;
            entry.TriggerPending = current.TriggerPending;
        }

        State.Queue.Disturb(entry, now);
        Evaluate(entry, now);
    }

    private static CronTaskFacts FactsOf(CronEntry cron) =>
        new()
        {
            Deleting = cron.Deleting,
            Observed = cron.StatusIsCurrent,
            NextScheduleTime = cron.NextTicks == 0 ? null : new DateTimeOffset(cron.NextTicks, TimeSpan.Zero),
            TriggerPending = cron.TriggerPending,
            Active = cron.Tally?.Active ?? 0,
            ActiveReported = cron.ActiveReported,
            HistoryOverLimit = cron.Tally is { } tally && (tally.Completed > cron.SuccessfulLimit || tally.Failed > cron.FailedLimit),
        };

    private static void Add(TaskEntry task, CronTally tally, int one)
    {
        tally.Tasks += one;
        if (!task.Terminal)
            tally.Active += one;
        else if (task.Deleting)
            return;
        else if (task.Failed)
            tally.Failed += one;
        else
            tally.Completed += one;
    }

    private CronEntry? CronTaskOf(CronTally tally) =>
        State.CronTasks.Find(new ObjectKey(tally.Namespace, tally.Name)) is { Present: true } cron && cron.Uid == tally.Uid ? cron : null;
}
