using KubeTask.Core;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>CronTasks: when they are due, and how many Tasks they have.</summary>
public sealed partial class WorkIndex : IObservedSink<ObservedCronTask>
{
    private readonly EntryTable<CronEntry> crons = new((ns, name) => new CronEntry(ns, name));
    private readonly Dictionary<ObjectUid, CronTally> tallies = [];

    void IObservedSink<ObservedCronTask>.BeginList()
    {
        lock (gate)
            crons.Chronology.BeginList();
    }

    void IObservedSink<ObservedCronTask>.TakePage(IReadOnlyList<ObservedCronTask> page)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach (ObservedCronTask observed in page)
            {
                CronEntry entry = crons.FindOrAdd(observed.Key);
                if (!crons.IsUnchanged(entry, observed))
                    Change(entry, observed, now);
            }
        }
    }

    void IObservedSink<ObservedCronTask>.EndList(string resourceVersion)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach (CronEntry gone in crons.Unlisted())
                Change(gone, null, now);
            crons.Chronology.EndList(resourceVersion);
            AfterList(now);
        }
    }

    public void Apply(WatchChange change, ObservedCronTask observed)
    {
        lock (gate)
        {
            if (!crons.IsNews(change, observed))
                return;
            if (change != WatchChange.Deleted)
            {
                Change(crons.FindOrAdd(observed.Key), observed, time.GetUtcNow());
                return;
            }

            crons.Chronology.Bury(observed.Key, Revision.Parse(observed.ResourceVersion));
            if (crons.Find(observed.Key) is { Present: true } gone)
                Change(gone, null, time.GetUtcNow());
        }
    }

    private static CronTaskFacts FactsOf(CronEntry cron) => new()
    {
        Deleting = cron.Deleting,
        Observed = cron.StatusIsCurrent,
        NextScheduleTime = cron.NextTicks == 0 ? null : new DateTimeOffset(cron.NextTicks, TimeSpan.Zero),
        TriggerPending = cron.TriggerPending,
        Active = cron.Tally?.Active ?? 0,
        ActiveTold = cron.ActiveTold,
        HistoryOverLimit = cron.Tally is { } tally && (tally.Completed > cron.SuccessfulLimit || tally.Failed > cron.FailedLimit),
    };

    private void Change(CronEntry cron, ObservedCronTask? current, DateTimeOffset now)
    {
        if (current is null)
        {
            crons.Vanish(cron);
            cron.Pending?.Renew();
            cron.Tally = null;
        }
        else
        {
            if (crons.Identify(cron, current))
            {
                cron.Pending?.Renew();
                cron.Tally = tallies.GetValueOrDefault(cron.Uid);
            }

            cron.Deleting = current.Deleting;
            cron.NextTicks = current.NextScheduleTime?.UtcTicks ?? 0;
            cron.ActiveTold = current.ActiveTold;
            cron.SuccessfulLimit = current.SuccessfulLimit;
            cron.FailedLimit = current.FailedLimit;
            cron.StatusIsCurrent = current.StatusIsCurrent;
            cron.TriggerPending = current.TriggerPending;
        }

        queue.Disturb(cron, now);
        Evaluate(cron, now);
    }

    private void Uncount(TaskEntry task, CronTally tally)
    {
        Add(task, tally, -1);
        if (tally.Tasks > 0)
            return;
        tallies.Remove(tally.Uid);
        if (OwnerOf(tally) is { } cron)
            cron.Tally = null;
    }

    private CronTally Count(TaskEntry task, ObjectOwner owner)
    {
        var uid = ObjectUid.Parse(owner.Uid);
        if (!tallies.TryGetValue(uid, out CronTally? tally))
        {
            tallies[uid] = tally = new CronTally(task.Namespace, Interned.Of(owner.Name), uid);
            if (OwnerOf(tally) is { } cron)
                cron.Tally = tally;
        }

        Add(task, tally, 1);
        return tally;
    }

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

    private CronEntry? OwnerOf(CronTally tally)
        => crons.Find(new ObjectKey(tally.Namespace, tally.Name)) is { Present: true } cron && cron.Uid == tally.Uid ? cron : null;

    private void ReconsiderCronTask(CronTally? tally, DateTimeOffset now)
    {
        if (tally is not null && OwnerOf(tally) is { } cron)
            Evaluate(cron, now);
    }
}
