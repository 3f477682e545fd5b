using System.Threading.Channels;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Work;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index;

/// <summary>
/// The set of Tasks with work: the metric that KEDA scales on and the queue that is delivered. <see cref="TaskWork"/> decides; this keeps what it needs to know, and
/// when to ask it again. Thread-safe by one lock, which is never held over a wait.
/// </summary>
public sealed class WorkIndex : IObservedSink<ObservedTask>, IObservedSink<ObservedJob>, IObservedSink<ObservedConfig>, IDisposable
{
    /// <summary>After this many repeats in a row, changes no longer shorten the wait: a function that writes without getting on must not be called in a loop.</summary>
    private const int HastyRepeats = 4;

    private readonly Lock gate = new();
    private readonly ObservedStore<ObservedTask> tasks = new();
    private readonly ObservedStore<ObservedJob> jobs = new();
    private readonly JobSights sights = new();
    private readonly RetentionRules retention;
    private readonly Dictionary<ObjectKey, TaskEntry> entries = [];
    private readonly PriorityQueue<TaskEntry, DateTimeOffset> wakes = new();
    private readonly ReadyQueue ready = new();
    private readonly WorkCounter counter = new();
    private readonly Channel<bool> readySignal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RedeliverySettings settings;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly ITimer timer;

    /// <param name="releaseNamespace">Where the fallback KubeTaskConfig is.</param>
    public WorkIndex(RedeliverySettings settings, TimeProvider time, Random random, string releaseNamespace = KubeTaskApi.DefaultReleaseNamespace)
    {
        retention = new RetentionRules(releaseNamespace);
        this.settings = settings;
        this.time = time;
        this.random = random;
        timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when Tasks and Jobs have both been listed once. Until then there is no work: what is absent can't be told.</summary>
    public Task Synced => synced.Task;

    /// <summary>How many Tasks and Jobs are known.</summary>
    public (int Tasks, int Jobs) Known
    {
        get
        {
            lock (gate)
                return (tasks.Count, jobs.Count);
        }
    }

    /// <summary>Work that is due now or being delivered.</summary>
    public int Count(WorkFilter filter)
    {
        lock (gate)
            return counter.Count(filter);
    }

    /// <summary>Hears of work that is there, and then each time that it appears after there was none.</summary>
    public WorkSubscription Subscribe(WorkFilter filter)
    {
        var subscription = new WorkSubscription(filter, s =>
        {
            lock (gate)
                counter.Remove(s);
        });
        lock (gate)
            counter.Add(subscription);
        return subscription;
    }

    public void Replace(IReadOnlyList<ObservedTask> objects, string resourceVersion)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach ((ObservedTask? former, ObservedTask? current) in tasks.Replace(objects, resourceVersion))
                Change(former, current, now);
            AfterList(now);
        }
    }

    public void Replace(IReadOnlyList<ObservedJob> objects, string resourceVersion)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach ((ObservedJob? former, ObservedJob? current) in jobs.Replace(objects, resourceVersion))
                Change(former, current, now);
            AfterList(now);
        }
    }

    public void Replace(IReadOnlyList<ObservedConfig> objects, string resourceVersion)
    {
        lock (gate)
        {
            foreach (RetentionRules.Reach reach in retention.Replace(objects, resourceVersion))
                Reconsider(reach);
        }
    }

    public void Apply(WatchChange change, ObservedConfig observed)
    {
        lock (gate)
        {
            if (retention.Apply(change, observed) is { } reach)
                Reconsider(reach);
        }
    }

    public void Apply(WatchChange change, ObservedTask observed)
    {
        lock (gate)
        {
            if (tasks.Apply(change, observed) is { } effect)
                Change(effect.Former, effect.Current, time.GetUtcNow());
        }
    }

    public void Apply(WatchChange change, ObservedJob observed)
    {
        lock (gate)
        {
            if (jobs.Apply(change, observed) is { } effect)
                Change(effect.Former, effect.Current, time.GetUtcNow());
        }
    }

    /// <summary>Whether something could be taken.</summary>
    public bool HasReady
    {
        get
        {
            lock (gate)
                return ready.Count > 0;
        }
    }

    /// <summary>Waits until something can be taken. For one waiter.</summary>
    public async Task WaitReadyAsync(CancellationToken cancellation)
    {
        while (!HasReady)
            await readySignal.Reader.ReadAsync(cancellation);
    }

    /// <summary>Takes the most urgent event; null when none is ready. Each one taken must be completed.</summary>
    public WorkItem? TryTake()
    {
        lock (gate)
        {
            if (ready.Take() is not { Task: { } task, Due: { } due } entry)
                return null;
            entry.InFlight = due;
            entry.ChangedInFlight = false;
            IObserved subject = due == EventType.JobCompleted && sights.Of(task.Uid).Ended is { } job ? job : task;
            return new WorkItem(entry.Key, due, subject.Key, $"{subject.Uid}.{subject.ResourceVersion}", entry.DueSince);
        }
    }

    /// <summary>Tells how the delivery of a taken event went.</summary>
    public void Complete(WorkItem item, DeliveryOutcome outcome)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(item.Task, out TaskEntry? entry) || entry.InFlight is null)
                return;
            DateTimeOffset now = time.GetUtcNow();
            entry.InFlight = null;
            entry.HoldType = item.EventType;
            switch (outcome)
            {
                case DeliveryOutcome.Delivered:
                    entry.LastDelivered = now;
                    entry.Failures = 0;
                    entry.Repeats++;
                    entry.Hold = now + (entry.ChangedInFlight && entry.Repeats < HastyRepeats
                        ? settings.Settle
                        : Backoff.Next(entry.Repeats, settings.RepeatBase, settings.RepeatCap, random));
                    break;
                case DeliveryOutcome.Failed failed:
                    entry.Failures++;
                    entry.Hold = now + (failed.RetryAfter is { } asked
                        ? Backoff.Obey(asked, random)
                        : Backoff.Next(entry.Failures, settings.FailureBase, settings.FailureCap, random));
                    break;
                default:
                    entry.HoldType = null;
                    break;
            }

            Evaluate(entry, now);
        }
    }

    public void Dispose() => timer.Dispose();

    private void AfterList(DateTimeOffset now)
    {
        if (!tasks.Synced || !jobs.Synced || !synced.TrySetResult())
            return;
        foreach (TaskEntry entry in entries.Values.ToList())
            Evaluate(entry, now);
    }

    private void Change(ObservedTask? former, ObservedTask? current, DateTimeOffset now)
    {
        ObjectKey key = (current ?? former)!.Key;
        if (!entries.TryGetValue(key, out TaskEntry? entry))
            entries[key] = entry = new TaskEntry(key);
        if (former?.Uid != current?.Uid)
            entry.Renew();
        entry.Task = current;
        Disturb(entry, now);
        Evaluate(entry, now);
    }

    private void Change(ObservedJob? former, ObservedJob? current, DateTimeOffset now)
    {
        sights.Change(former, current);
        Reconsider(former, now);
        if (current?.Owner != former?.Owner || former is null)
            Reconsider(current, now);
    }

    private void Reconsider(ObservedJob? job, DateTimeOffset now)
    {
        if (job?.Owner is { } owner
            && entries.TryGetValue(new ObjectKey(job.Key.Namespace, owner.Name), out TaskEntry? entry)
            && entry.Task?.Uid == owner.Uid)
            Evaluate(entry, now);
    }

    private void Reconsider(RetentionRules.Reach reach)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (TaskEntry entry in entries.Values.Where(e => e.Task is { Terminal: true } && (reach.Namespace is null || e.Key.Namespace == reach.Namespace)).ToList())
            Evaluate(entry, now);
    }

    /// <summary>A change was observed: what was delivered before it may not have seen it.</summary>
    private void Disturb(TaskEntry entry, DateTimeOffset now)
    {
        if (entry.InFlight is not null)
        {
            entry.ChangedInFlight = true;
            return;
        }

        if (entry.Failures > 0 || entry.LastDelivered is not { } last)
            return;
        if (now - last > settings.OwnWrites)
            entry.Repeats = 0;
        DateTimeOffset settled = last + settings.Settle;
        if (entry.Repeats < HastyRepeats && settled < entry.Hold)
            entry.Hold = settled;
    }

    /// <summary>Asks again what there is to do for a Task, and puts it where it belongs.</summary>
    private void Evaluate(TaskEntry entry, DateTimeOffset now)
    {
        DueWork? work = entry.Task is { } task && synced.Task.IsCompleted
            ? TaskWork.Next(entry.FactsWith(sights.Of(task.Uid).Sight, task.Terminal ? retention.DeleteAt(task) : null, now))
            : null;
        string? due = work?.DueAt <= now ? work.Value.EventType : null;
        bool another = due != entry.Due;
        if (due is not null && another)
            entry.DueSince = now;
        entry.Due = due;
        if (another && entry.InFlight is null)
            entry.StartAnew();

        string? counted = due ?? entry.InFlight;
        counter.Move(entry.Counted, counted);
        entry.Counted = counted;

        bool held = due is not null && due == entry.HoldType && entry.Hold > now;
        if (due is null || held || entry.InFlight is not null)
            ready.Leave(entry);
        else if (entry.Ticket == 0 || another)
        {
            ready.Enter(entry);
            readySignal.Writer.TryWrite(true);
        }

        DateTimeOffset? wakeAt = due is null ? work?.DueAt : held && entry.InFlight is null ? entry.Hold : null;
        if (wakeAt != entry.WakeAt)
        {
            entry.WakeAt = wakeAt;
            if (wakeAt is { } at)
            {
                wakes.Enqueue(entry, at);
                if (wakes.TryPeek(out _, out DateTimeOffset first) && first == at)
                    SetTimer(at, now);
            }
        }

        if (entry.Task is null && entry.InFlight is null)
            entries.Remove(entry.Key);
    }

    private void Wake()
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            while (wakes.TryPeek(out TaskEntry? entry, out DateTimeOffset at))
            {
                if (entry.WakeAt == at && at > now)
                {
                    SetTimer(at, now);
                    return;
                }

                wakes.Dequeue();
                if (entry.WakeAt != at)
                    continue;
                entry.WakeAt = null;
                Evaluate(entry, now);
            }
        }
    }

    private void SetTimer(DateTimeOffset at, DateTimeOffset now)
    {
        // Timers round down to milliseconds; one that fires early would only be set again.
        TimeSpan wait = at - now + TimeSpan.FromMilliseconds(1);
        timer.Change(wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait, Timeout.InfiniteTimeSpan);
    }
}
