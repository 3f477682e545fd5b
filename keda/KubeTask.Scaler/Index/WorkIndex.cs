using System.Threading.Channels;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Work;

namespace KubeTask.Scaler.Index;

/// <summary>
/// The set of objects with work: the metric that KEDA scales on and the queue that is delivered. KubeTask.Core's predicates decide; this keeps what they need to know, and
/// when to ask them again. Thread-safe by one lock, which is never held over a wait.
/// </summary>
public sealed partial class WorkIndex : IHttpDemand, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _readySignal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly TimeSpan _wakeAhead;
    private readonly WorkQueue _queue;

    /// <param name="releaseNamespace">Where the fallback KubeTaskConfig is.</param>
    /// <param name="wakeAhead">How long before a CronTask is due it counts as work, so that functions are awake in time.</param>
    public WorkIndex(
        RedeliverySettings settings,
        TimeProvider time,
        Random random,
        string releaseNamespace = KubeTaskApi.DefaultReleaseNamespace,
        TimeSpan wakeAhead = default
    )
    {
        _time = time;
        _wakeAhead = wakeAhead;
        _retention = new RetentionRules(releaseNamespace);
        _queue = new WorkQueue(_gate, settings, time, random, () => _readySignal.Writer.TryWrite(true), Evaluate);
    }

    /// <summary>
    /// Completes when Tasks, Jobs, Agents and CronTasks have all been listed once. Until then there is no work: what is absent can't be told. KubeTaskConfigs and pods
    /// aren't waited for: without them ended Tasks are kept, and pods have no new trouble.
    /// </summary>
    public Task Synced => _synced.Task;

    /// <summary>How many Tasks there are, and of how many Jobs something is kept: those of Tasks that haven't ended.</summary>
    public (int Tasks, int Jobs) Known
    {
        get
        {
            lock (_gate)
                return (_tasks.Present, _orphans.Count + _tasks.Sum(t => t.Live?.Jobs.All.Count() ?? 0));
        }
    }

    int IHttpDemand.Count => Count(WorkFilter.Http);

    /// <summary>Work that is due now or being delivered.</summary>
    public int Count(WorkFilter filter)
    {
        lock (_gate)
            return _queue.Counter.Count(filter);
    }

    /// <summary>Hears of work that is there, and then each time that it appears after there was none.</summary>
    public WorkSubscription Subscribe(WorkFilter filter)
    {
        var subscription = new WorkSubscription(filter, s =>
        {
            lock (_gate)
                _queue.Counter.Remove(s);
        });
        lock (_gate)
            _queue.Counter.Add(subscription);
        return subscription;
    }

    IDisposable IHttpDemand.Enter()
    {
        lock (_gate)
            _queue.Counter.Move(WorkType.None, WorkType.Http);
        return new Request(this);
    }

    /// <summary>Whether something could be taken.</summary>
    public bool HasReady
    {
        get
        {
            lock (_gate)
                return _queue.Ready > 0;
        }
    }

    /// <summary>Waits until something can be taken. For one waiter.</summary>
    public async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        while (!HasReady)
            await _readySignal.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Takes the most urgent event; null when none is ready. Each one taken must be completed.</summary>
    public WorkItem? TryTake() => TryTake(ofBacklog: false);

    /// <summary>The same where it is one of the backlog, so that it may go along with another of it; null where something else comes first.</summary>
    public WorkItem? TryTakeOfBacklog() => TryTake(ofBacklog: true);

    /// <summary>Tells how the delivery of a taken event went.</summary>
    public void Complete(WorkItem item, DeliveryOutcome outcome)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (item.Entry is { } entry && _queue.Complete(entry, outcome, now))
                Evaluate(entry, now);
        }
    }

    public void Dispose() => _queue.Dispose();

    private WorkItem? TryTake(bool ofBacklog)
    {
        lock (_gate)
        {
            if (_queue.TryTake(ofBacklog) is not var (entry, work))
                return null;
            (ObjectKey subject, string id) =
                entry is TaskEntry task && work.InFlight == WorkType.JobCompleted
                    ? JobSubject(task)
                    : (entry.Key, $"{entry.Uid}.{entry.Version}");
            return new WorkItem(entry.Kind, entry.Key, WorkTypes.EventOf(work.InFlight), subject, id, work.DueSince)
            {
                Entry = entry,
                Backlog = work.IsBacklog ? _queue.Backlog : 0,
                ResourceVersion = work.IsBacklog ? entry.Version.Text : null,
            };
        }
    }

    /// <summary>Asks again what there is to do for an object, and puts it where it belongs.</summary>
    private void Evaluate(WorkEntry entry, DateTimeOffset now)
    {
        bool asked = entry.Present && _synced.Task.IsCompleted;
        switch (entry)
        {
            case TaskEntry task:
                _queue.Settle(task, asked ? TaskWork.Next(FactsOf(task, now)) : null, 0, TimeSpan.Zero, now);
                _tasks.Release(task);
                break;
            case AgentEntry agent:
                AgentFacts facts = asked ? FactsOf(agent) : default;
                _queue.Settle(agent, asked ? AgentWork.Next(facts, now) : null, LookOf(facts), TimeSpan.Zero, now);
                _agents.Release(agent);
                break;
            case CronEntry cron:
                CronTaskFacts cronFacts = asked ? FactsOf(cron) : default;
                _queue.Settle(cron, asked ? CronTaskWork.Next(cronFacts) : null, cronFacts.GetHashCode(), _wakeAhead, now);
                _crons.Release(cron);
                break;
        }
    }

    /// <summary>When the last of the kinds has been listed, all objects are asked about for the first time.</summary>
    private void AfterList(DateTimeOffset now)
    {
        if (
            !_tasks.Chronology.Synced
            || !_jobs.Synced
            || !_agents.Chronology.Synced
            || !_crons.Chronology.Synced
            || !_synced.TrySetResult()
        )
        {
            return;
        }

        foreach (WorkEntry entry in _tasks.Concat<WorkEntry>(_agents).Concat(_crons).ToList())
            Evaluate(entry, now);
    }

    private sealed class Request(WorkIndex index) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            lock (index._gate)
            {
                if (_left)
                    return;
                _left = true;
                index._queue.Counter.Move(WorkType.Http, WorkType.None);
            }
        }
    }
}
