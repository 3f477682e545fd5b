using KubeTask.Core;
using KubeTask.Core.Jobs;
using KubeTask.Core.Names;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>Tasks, with what the facts about them are taken from: Jobs, pods, KubeTaskConfigs.</summary>
public sealed partial class WorkIndex
    : IObservedSink<ObservedTask>,
        IObservedSink<ObservedJob>,
        IObservedSink<ObservedPod>,
        IObservedSink<ObservedConfig>
{
    private readonly EntryTable<TaskEntry> _tasks = new((ns, name) => new TaskEntry(ns, name));
    private readonly Chronology _jobs = new();
    private readonly OrphanJobs _orphans = new();
    private readonly PodSights _pods = new();
    private readonly RetainedTasks _retained = new();
    private readonly RetentionRules _retention;

    void IObservedSink<ObservedTask>.BeginList()
    {
        lock (_gate)
            _tasks.Chronology.BeginList();
    }

    void IObservedSink<ObservedTask>.TakePage(IReadOnlyList<ObservedTask> page)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (ObservedTask observed in page)
            {
                TaskEntry entry = _tasks.FindOrAdd(observed.Key);
                if (!_tasks.IsUnchanged(entry, observed))
                    Change(entry, observed, now);
            }
        }
    }

    void IObservedSink<ObservedTask>.EndList(string resourceVersion)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (TaskEntry gone in _tasks.Unlisted())
                Change(gone, null, now);
            _tasks.Chronology.EndList(resourceVersion);
            AfterList(now);
        }
    }

    public void Apply(WatchChange change, ObservedTask observed)
    {
        lock (_gate)
        {
            if (!_tasks.IsNews(change, observed))
                return;
            if (change != WatchChange.Deleted)
            {
                Change(_tasks.FindOrAdd(observed.Key), observed, _time.GetUtcNow());
                return;
            }

            _tasks.Chronology.Bury(observed.Key, Revision.Parse(observed.ResourceVersion));
            if (_tasks.Find(observed.Key) is { Present: true } gone)
                Change(gone, null, _time.GetUtcNow());
        }
    }

    void IObservedSink<ObservedJob>.BeginList()
    {
        lock (_gate)
            _jobs.BeginList();
    }

    void IObservedSink<ObservedJob>.TakePage(IReadOnlyList<ObservedJob> page)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (ObservedJob observed in page)
            {
                if (PlaceOf(observed) is { } place)
                    Set(place, observed, now);
            }
        }
    }

    void IObservedSink<ObservedJob>.EndList(string resourceVersion)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            _orphans.KeepOnly(_jobs.List);
            foreach (TaskEntry entry in _tasks.Where(t => t.Live is not null).ToList())
            {
                LiveTask live = entry.Live!;
                bool lost = false;
                foreach (JobRecord job in live.Jobs.All.Where(j => j.ListedIn != _jobs.List).ToList())
                    lost |= live.Jobs.Remove(job.Attempt);
                if (lost)
                    Evaluate(entry, now);
            }

            _jobs.EndList(resourceVersion);
            AfterList(now);
        }
    }

    public void Apply(WatchChange change, ObservedJob observed)
    {
        lock (_gate)
        {
            var version = Revision.Parse(observed.ResourceVersion);
            JobPlace? place = PlaceOf(observed);
            if (!_jobs.IsNews(change, observed.Key, version, place is { } known ? RecordAt(known)?.Version : null))
                return;
            DateTimeOffset now = _time.GetUtcNow();
            if (change != WatchChange.Deleted)
            {
                if (place is { } at)
                    Set(at, observed, now);
                return;
            }

            _jobs.Bury(observed.Key, version);
            if (place is not { } was)
                return;
            _orphans.Remove(was.Owner, was.Attempt);
            if (was.Entry?.Live is { } live && live.Jobs.Remove(was.Attempt))
                Evaluate(was.Entry, now);
        }
    }

    void IObservedSink<ObservedPod>.BeginList()
    {
        lock (_gate)
            _pods.BeginList();
    }

    void IObservedSink<ObservedPod>.TakePage(IReadOnlyList<ObservedPod> page)
    {
        lock (_gate)
            Reconsider(_pods.TakePage(page));
    }

    void IObservedSink<ObservedPod>.EndList(string resourceVersion)
    {
        lock (_gate)
        {
            bool first = !_pods.Synced;
            Reconsider(_pods.EndList(resourceVersion));
            if (first)
                Reconsider([.. _tasks.Where(t => t.Live?.Waits?.TroubleReported is not null).Select(t => t.Key)]);
        }
    }

    public void Apply(WatchChange change, ObservedPod observed)
    {
        lock (_gate)
            Reconsider(_pods.Apply(change, observed));
    }

    void IObservedSink<ObservedConfig>.BeginList()
    {
        lock (_gate)
            _retention.BeginList();
    }

    void IObservedSink<ObservedConfig>.TakePage(IReadOnlyList<ObservedConfig> page)
    {
        lock (_gate)
            Reconsider(_retention.TakePage(page));
    }

    void IObservedSink<ObservedConfig>.EndList(string resourceVersion)
    {
        lock (_gate)
            Reconsider(_retention.EndList(resourceVersion));
    }

    public void Apply(WatchChange change, ObservedConfig observed)
    {
        lock (_gate)
            Reconsider(_retention.Apply(change, observed));
    }

    private TaskFacts FactsOf(TaskEntry entry, DateTimeOffset now)
    {
        if (entry.Live is not { } live)
        {
            return new TaskFacts
            {
                Terminal = true,
                Deleting = entry.Deleting,
                SpecChanged = entry.SpecChanged,
                Surplus = _retained.IsSurplus(entry),
                DeleteAt = _retention.DeleteAt(
                    entry.Namespace,
                    entry.Ticks == 0 ? null : new DateTimeOffset(entry.Ticks, TimeSpan.Zero),
                    entry.TtlSeconds
                ),
            };
        }

        JobRecord? job = live.Jobs.Find(live.EndedAttempts + 1);
        JobObservation sight =
            job is null ? JobObservation.Absent
            : job.Value.Ended ? JobObservation.Ended
            : JobObservation.Active;
        DateTimeOffset? absentSince = live.Running && sight == JobObservation.Absent ? live.Waits?.JobAbsentSince ?? now : null;
        if (absentSince != live.Waits?.JobAbsentSince)
            live.Waits = TaskWaits.With(live.Waits, absentSince);
        string? told = live.Waits?.TroubleReported;
        return new TaskFacts
        {
            Running = live.Running,
            Queued = live.Queued,
            Slot = SlotOf(entry, live),
            NextAttemptAt = live.Waits?.NextAttemptAt,
            Trouble = _pods.Synced
                ? job is { } current
                    ? _pods.TroubleOf(entry.Key, current.Uid) ?? current.Trouble
                    : null
                : told is null
                    ? null
                    : new PodTrouble(told, DateTimeOffset.MinValue),
            TroubleReported = told,
            Deleting = entry.Deleting,
            StopRequested = entry.StopRequested,
            SpecChanged = entry.SpecChanged,
            Job = sight,
            JobAbsentSince = absentSince ?? now,
            WaitingSince = live.Waits?.WaitingSince,
            LastDelivered = entry.Pending?.LastDelivered,
        };
    }

    /// <summary>Takes a Task as it is now (null: it is gone), and asks about all that it concerns.</summary>
    private void Change(TaskEntry entry, ObservedTask? current, DateTimeOffset now)
    {
        AgentEntry? formerAgent = entry.Live?.Agent;
        CronTally? formerCron = entry.Cron;
        CountOut(entry);
        Take(entry, current);
        CountIn(entry, current);
        _queue.Disturb(entry, now);

        AgentEntry? agent = entry.Live?.Agent;
        CronTally? cron = entry.Cron;
        Evaluate(entry, now);
        ReconsiderAgents(entry, formerAgent, agent, now);
        ReconsiderCronTask(formerCron, now);
        if (cron != formerCron)
            ReconsiderCronTask(cron, now);
        ReconsiderSurplus(entry.Namespace, now);
    }

    private void Take(TaskEntry entry, ObservedTask? current)
    {
        ObjectUid former = entry.Uid;
        bool another = current is null || _tasks.Identify(entry, current);
        if (another)
        {
            foreach (JobRecord job in entry.Live?.Jobs.All ?? [])
                _orphans.Set(former, job);
            entry.Live = null;
            entry.Pending?.Renew();
        }

        if (current is null)
        {
            _tasks.Vanish(entry);
            return;
        }

        entry.Deleting = current.Deleting;
        entry.Failed = current.Failed;
        entry.StopRequested = current.StopRequested;
        entry.SpecChanged = current.SpecChanged;
        entry.TtlSeconds = current.TtlSeconds;
        entry.Ticks = (current.Terminal ? current.CompletedAt ?? DateTimeOffset.MinValue : current.CreatedAt).UtcTicks;
        if (current.Terminal)
        {
            // Its Job is of no more interest.
            _orphans.Adopt(entry.Uid);
            entry.Live = null;
            return;
        }

        AgentEntry agent = _agents.FindOrAdd(new ObjectKey(entry.Namespace, current.Agent));
        if (entry.Live is null)
        {
            entry.Live = new LiveTask { Agent = agent };
            foreach (JobRecord job in _orphans.Adopt(entry.Uid))
                entry.Live.Jobs.Set(job);
        }

        LiveTask live = entry.Live;
        live.Agent = agent;
        live.Waits = TaskWaits.Of(current, live.Waits?.JobAbsentSince);
        live.EndedAttempts = current.EndedAttempts;
        live.Running = current.Running;
        live.Queued = current.Queued;
        live.Eligible = current.Queued && !current.Deleting && !current.StopRequested;
    }

    /// <summary>Takes a Task out of all that counts it, before it changes.</summary>
    private void CountOut(TaskEntry entry)
    {
        if (entry.Live is { } live)
        {
            live.Agent.Tasks--;
            live.Agent.Eligible -= live.Eligible ? 1 : 0;
        }

        if (entry.Retained)
            _retained.Remove(entry);
        if (entry is { Present: true, Cron: { } tally })
            Uncount(entry, tally);
    }

    private void CountIn(TaskEntry entry, ObservedTask? current)
    {
        if (entry.Live is { } live)
        {
            live.Agent.Tasks++;
            live.Agent.Eligible += live.Eligible ? 1 : 0;
        }

        if (entry.Retained)
            _retained.Add(entry);
        entry.Cron = current?.CronTask is { } owner ? Count(entry, owner) : null;
    }

    private void ReconsiderSurplus(string ns, DateTimeOffset now)
    {
        (TaskEntry? former, TaskEntry? current) = _retained.Settle(ns, _retention.MaxRetained(ns), _tasks);
        if (former is not null)
            Evaluate(former, now);
        if (current is not null)
            Evaluate(current, now);
    }

    private void Reconsider(List<ObjectKey> concerned)
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach (ObjectKey key in concerned)
        {
            if (_tasks.Find(key) is { Live: not null } entry)
                Evaluate(entry, now);
        }
    }

    private void Reconsider(List<RetentionRules.Reach> reaches)
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach (RetentionRules.Reach reach in reaches)
        {
            foreach (string ns in _retained.Namespaces.Where(n => reach.Namespace is null || reach.Namespace == n).ToList())
                ReconsiderSurplus(ns, now);
            foreach (
                TaskEntry entry in _tasks.Where(t => t.Terminal && (reach.Namespace is null || reach.Namespace == t.Namespace)).ToList()
            )
            {
                Evaluate(entry, now);
            }
        }
    }

    private static (ObjectKey Subject, string Id) JobSubject(TaskEntry entry)
    {
        int attempt = entry.Live!.EndedAttempts + 1;
        JobRecord job = entry.Live.Jobs.Find(attempt)!.Value;
        return (new ObjectKey(entry.Namespace, ResourceNames.Job(entry.Name, attempt)), $"{job.Uid}.{job.Version}");
    }

    /// <summary>Where a Job's record is kept; null for a Job that is no Task's or isn't named as an attempt of it.</summary>
    private JobPlace? PlaceOf(ObservedJob job) =>
        job.Owner is { } owner && JobSights.AttemptOf(owner.Name, job.Key.Name) is { } attempt
            ? new JobPlace(_tasks.Find(new ObjectKey(job.Key.Namespace, owner.Name)), ObjectUid.Parse(owner.Uid), attempt)
            : null;

    private JobRecord? RecordAt(JobPlace place) =>
        (place.Entry?.Live is { } live ? live.Jobs.Find(place.Attempt) : null) ?? _orphans.Find(place.Owner, place.Attempt);

    private void Set(JobPlace place, ObservedJob observed, DateTimeOffset now)
    {
        var record = new JobRecord(observed, place.Attempt, _jobs.List);
        bool itsOwn = place.Entry is { Present: true } owner && owner.Uid == place.Owner;
        if (!itsOwn)
        {
            _orphans.Set(place.Owner, record);
            // A Job of that name is another Task's now, so it isn't this one's any more.
            if (place.Entry?.Live is { } other && other.Jobs.Remove(place.Attempt))
                Evaluate(place.Entry, now);
            return;
        }

        if (place.Entry!.Live is not { } live)
            return;
        live.Jobs.Set(record);
        Evaluate(place.Entry, now);
    }

    /// <param name="Entry">The Task of the owner's name, if one is known.</param>
    /// <param name="Owner">The uid of the Task that owns the Job.</param>
    /// <param name="Attempt">The number of the attempt that the Job is.</param>
    private readonly record struct JobPlace(TaskEntry? Entry, ObjectUid Owner, int Attempt);
}
