using KubeTask.Core;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>CronTasks: when they are due, and how many Tasks they have.</summary>
public sealed partial class WorkIndex : IObservedSink<ObservedCronTask>
{
    private readonly EntryTable<CronEntry> _crons = new((ns, name) => new CronEntry(ns, name));
    private readonly Dictionary<ObjectUid, CronTally> _tallies = [];

    void IObservedSink<ObservedCronTask>.BeginList()
    {
        lock (_gate)
            _crons.Chronology.BeginList();
    }

    void IObservedSink<ObservedCronTask>.TakePage(IReadOnlyList<ObservedCronTask> page)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (ObservedCronTask observed in page)
            {
                CronEntry entry = _crons.FindOrAdd(observed.Key);
                if (!_crons.IsUnchanged(entry, observed))
                    Change(entry, observed, now);
            }
        }
    }

    void IObservedSink<ObservedCronTask>.EndList(string resourceVersion)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (CronEntry gone in _crons.Unlisted())
                Change(gone, null, now);
            _crons.Chronology.EndList(resourceVersion);
            AfterList(now);
        }
    }

    public void Apply(WatchChange change, ObservedCronTask observed)
    {
        lock (_gate)
        {
            if (!_crons.IsNews(change, observed))
                return;
            if (change != WatchChange.Deleted)
            {
                Change(_crons.FindOrAdd(observed.Key), observed, _time.GetUtcNow());
                return;
            }

            _crons.Chronology.Bury(observed.Key, Revision.Parse(observed.ResourceVersion));
            if (_crons.Find(observed.Key) is { Present: true } gone)
                Change(gone, null, _time.GetUtcNow());
        }
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

    private void Change(CronEntry cron, ObservedCronTask? current, DateTimeOffset now)
    {
        if (current is null)
        {
            _crons.Vanish(cron);
            cron.Pending?.Renew();
            cron.Tally = null;
        }
        else
        {
            if (_crons.Identify(cron, current))
            {
                cron.Pending?.Renew();
                cron.Tally = _tallies.GetValueOrDefault(cron.Uid);
            }

            cron.Deleting = current.Deleting;
            cron.NextTicks = current.NextScheduleTime?.UtcTicks ?? 0;
            cron.ActiveReported = current.ActiveReported;
            cron.SuccessfulLimit = current.SuccessfulLimit;
            cron.FailedLimit = current.FailedLimit;
            cron.StatusIsCurrent = current.StatusIsCurrent;
            cron.TriggerPending = current.TriggerPending;
        }

        _queue.Disturb(cron, now);
        Evaluate(cron, now);
    }

    private void Uncount(TaskEntry task, CronTally tally)
    {
        Add(task, tally, -1);
        if (tally.Tasks > 0)
            return;
        _tallies.Remove(tally.Uid);
        if (OwnerOf(tally) is { } cron)
            cron.Tally = null;
    }

    private CronTally Count(TaskEntry task, ObjectOwner owner)
    {
        var uid = ObjectUid.Parse(owner.Uid);
        if (!_tallies.TryGetValue(uid, out CronTally? tally))
        {
            _tallies[uid] = tally = new CronTally(task.Namespace, Interned.Of(owner.Name), uid);
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

    private CronEntry? OwnerOf(CronTally tally) =>
        _crons.Find(new ObjectKey(tally.Namespace, tally.Name)) is { Present: true } cron && cron.Uid == tally.Uid ? cron : null;

    private void ReconsiderCronTask(CronTally? tally, DateTimeOffset now)
    {
        if (tally is not null && OwnerOf(tally) is { } cron)
            Evaluate(cron, now);
    }
}
