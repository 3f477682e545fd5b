using System.Threading.Channels;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Scaler.Index.Kinds;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>
/// The set of objects with work. It is the metric that KEDA scales on and the queue that is delivered. KubeTask.Core's predicates decide;
/// the index keeps the facts that they need, and when to ask them again. Thread-safe by one lock, which is never held over a wait.
/// </summary>
public sealed class WorkIndex : IHttpDemand, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _readySignal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly TimeProvider _time;
    private readonly WorkQueue _queue;
    private readonly IndexState _state;
    private readonly AgentFeed _agents;
    private readonly CronTaskFeed _cronTasks;
    private readonly JobFeed _jobs;
    private readonly PodFeed _pods;
    private readonly ConfigFeed _configs;
    private readonly ContextFeed _contexts;
    private readonly EventObjects _objects;
    private readonly TaskFeed _tasks;

    /// <summary>The most memory that the objects take that events will carry: those of Tasks, and CronTasks.</summary>
    public const long DefaultObjectBytes = 24 << 20,
        DefaultCronTaskBytes = 24 << 20;

    /// <param name="releaseNamespace">Where the fallback KubeTaskConfig is.</param>
    /// <param name="wakeAhead">How long before a CronTask is due it counts as work, so that functions are awake in time.</param>
    /// <param name="objectBytes">The most memory that Tasks and pods may take that events will carry.</param>
    /// <param name="cronTaskBytes">The most memory that CronTasks may take that events will carry.</param>
    public WorkIndex(
        RedeliverySettings settings,
        TimeProvider time,
        Random random,
        string releaseNamespace = KubeTaskApi.DefaultReleaseNamespace,
        TimeSpan wakeAhead = default,
        long objectBytes = DefaultObjectBytes,
        long cronTaskBytes = DefaultCronTaskBytes
    )
    {
        _time = time;
        _queue = new WorkQueue(_gate, settings, time, random, () => _readySignal.Writer.TryWrite(true), Evaluate);
        _state = new IndexState(_gate, time, _queue, Evaluate, objectBytes);
        _agents = new AgentFeed(_state);
        _cronTasks = new CronTaskFeed(_state, wakeAhead, cronTaskBytes);
        _jobs = new JobFeed(_state);
        _pods = new PodFeed(_state, _agents);
        _configs = new ConfigFeed(_state, releaseNamespace);
        _contexts = new ContextFeed(_state);
        _objects = new EventObjects(_state, _pods, _contexts, _configs);
        _tasks = new TaskFeed(_state, _agents, _cronTasks, _jobs, _pods, _configs);
    }

    /// <summary>Where the watches put what they observe.</summary>
    public IObservedSink<ObservedTask> Tasks => _tasks;

    /// <inheritdoc cref="Tasks"/>
    public IObservedSink<ObservedJob> Jobs => _jobs;

    /// <inheritdoc cref="Tasks"/>
    public IObservedSink<ObservedAgent> Agents => _agents;

    /// <inheritdoc cref="Tasks"/>
    public IObservedSink<ObservedCronTask> CronTasks => _cronTasks;

    /// <inheritdoc cref="Tasks"/>
    public IObservedSink<ObservedPod> Pods => _pods;

    /// <inheritdoc cref="Tasks"/>
    public IObservedSink<ObservedConfig> Configs => _configs;

    /// <inheritdoc cref="Tasks"/>
    public IObservedSink<ObservedContext> Contexts => _contexts;

    /// <summary>
    /// Called for each Task that was observed to be on its way, and then to have ended: not for those that had ended when they were first
    /// observed. Nothing may wait in it.
    /// </summary>
    public Action<ObservedTask>? TaskEnded
    {
        get => _tasks.Ended;
        set => _tasks.Ended = value;
    }

    /// <summary>
    /// Completes when Tasks, Jobs, Agents and CronTasks have each been listed once. Until then there is no work, because nobody can say
    /// what is absent. The index doesn't wait for KubeTaskConfigs and pods: without them, ended Tasks are kept and pods have no new
    /// trouble.
    /// </summary>
    public Task Synced => _state.Synced;

    /// <summary>How many Tasks exist, and how many Jobs the index keeps: those of Tasks that haven't ended.</summary>
    public (int Tasks, int Jobs) Known
    {
        get
        {
            lock (_gate)
                return (_state.Tasks.Present, _jobs.Orphans + _state.Tasks.Sum(t => t.Live?.Jobs.All.Count() ?? 0));
        }
    }

    int IHttpDemand.Count => Count(WorkFilter.Http);

    /// <summary>How much work is due now or being delivered.</summary>
    public int Count(WorkFilter filter)
    {
        lock (_gate)
            return _queue.Counter.Count(filter);
    }

    /// <summary>Reports work that exists, and then each time that work appears after there was none.</summary>
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

    /// <summary>Whether an event can be taken.</summary>
    public bool HasReady
    {
        get
        {
            lock (_gate)
                return _queue.Ready > 0;
        }
    }

    /// <summary>Waits until an event can be taken. For one waiter.</summary>
    public async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        while (!HasReady)
            await _readySignal.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Takes the most urgent event; null when no event is ready. Each event that is taken must be completed.</summary>
    public WorkItem? TryTake() => TryTake(ofBacklog: false);

    /// <summary>
    /// Takes the most urgent event if it belongs to the backlog, so that it can go in one delivery with others of the backlog; null when
    /// another event comes first.
    /// </summary>
    public WorkItem? TryTakeOfBacklog() => TryTake(ofBacklog: true);

    /// <summary>Reports how the delivery of a taken event ended.</summary>
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
                    ? TaskFeed.JobSubject(task)
                    : (entry.Key, $"{entry.Uid}.{entry.Version}");
            return new WorkItem(entry.Kind, entry.Key, WorkTypes.EventOf(work.InFlight), subject, id, work.DueSince)
            {
                Entry = entry,
                Backlog = work.IsBacklog ? _queue.Backlog : 0,
                Observed = entry is TaskEntry observed ? _tasks.Observe(observed, work.InFlight) : null,
                SurplusUid = entry is TaskEntry { Live: null } ended && _configs.IsSurplus(ended) ? $"{ended.Uid}" : null,
                Created = entry is CronEntry due ? _objects.Created(due) : null,
                ResourceVersion = entry is CronEntry ? entry.Version.Text : null,
                Data = _objects.Of(entry, work),
            };
        }
    }

    private void Evaluate(WorkEntry entry, DateTimeOffset now)
    {
        switch (entry)
        {
            case TaskEntry task:
                _tasks.Evaluate(task, now);
                break;
            case AgentEntry agent:
                _agents.Evaluate(agent, now);
                break;
            case CronEntry cron:
                _cronTasks.Evaluate(cron, now);
                break;
        }
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
