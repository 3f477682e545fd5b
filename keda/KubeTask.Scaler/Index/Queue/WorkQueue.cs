using KubeTask.Core.Work;

namespace KubeTask.Scaler.Index.Queue;

/// <summary>
/// Where entries with work wait: until the work is due, until it may be repeated, until it is taken. The queue doesn't know what the work
/// is. Guarded by the index's lock.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    /// <summary>
    /// After this many repeats in a row, changes no longer shorten the backoff: a function that writes without making progress must not be
    /// called in a loop.
    /// </summary>
    private const int QuickRepeats = 4;

    /// <summary>The clock is read at least this often: it may be set, and timers don't notice.</summary>
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMinutes(1);

    private readonly PriorityQueue<WorkEntry, long> _wakes = new();
    private readonly ReadyQueue _ready = new();
    private readonly RedeliverySettings _settings;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Action _readied;
    private readonly Action<WorkEntry, DateTimeOffset> _reconsider;
    private readonly ITimer _timer;
    private int _sleepers;

    /// <param name="gate">The index's lock.</param>
    /// <param name="readied">Called under the lock when an entry becomes ready.</param>
    /// <param name="reconsider">Evaluates an entry whose time has come; called under the lock.</param>
    public WorkQueue(
        Lock gate,
        RedeliverySettings settings,
        TimeProvider time,
        Random random,
        Action readied,
        Action<WorkEntry, DateTimeOffset> reconsider
    )
    {
        _settings = settings;
        _time = time;
        _random = random;
        _readied = readied;
        _reconsider = reconsider;
        _timer = time.CreateTimer(
            _ =>
            {
                lock (gate)
                    Wake();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public WorkCounter Counter { get; } = new();

    public int Ready => _ready.Count;

    /// <summary>How many CronTasks have work that is ready. Those whose delivery failed don't count.</summary>
    public int Backlog => _ready.Backlog;

    /// <summary>Puts an entry where it belongs: asleep until its work is due, held back, or ready.</summary>
    /// <param name="look">A hash of the facts behind the work. Another hash than when the work was taken means progress, so the backoff
    /// starts over.</param>
    /// <param name="ahead">How long before it is due the work is counted, so that functions are awake in time. It isn't delivered
    /// early.</param>
    public void Settle(WorkEntry entry, DueWork? work, int look, TimeSpan ahead, DateTimeOffset now)
    {
        WorkType due = work is { } asked && asked.DueAt <= now ? WorkTypes.Of(asked.EventType) : WorkType.None;
        bool soon = due == WorkType.None && work?.DueAt - now <= ahead;
        if (entry.Pending is null && due == WorkType.None && !soon)
        {
            SetWake(entry, work is { } future ? (future.DueAt - ahead).UtcTicks : 0, now);
            return;
        }

        PendingWork pending = entry.Pending ??= new PendingWork();
        Take(pending, due, look, now);
        WorkType counted =
            due != WorkType.None ? due
            : pending.InFlight != WorkType.None ? pending.InFlight
            : soon ? WorkTypes.Of(work!.Value.EventType)
            : WorkType.None;
        Counter.Move(pending.Counted, counted);
        bool entered = pending.Due != due;
        pending.Counted = counted;
        pending.Due = due;

        bool held = due != WorkType.None && due == pending.HoldType && pending.Hold > now;
        if (due == WorkType.None || held || pending.InFlight != WorkType.None)
        {
            _ready.Leave(entry);
        }
        else if (pending.Ticket == 0 || entered)
        {
            _ready.Enter(entry);
            _readied();
        }

        SetWake(entry, WakeTicks(), now);
        if (counted == WorkType.None && !entry.RemembersDelivery)
            entry.Pending = null;

        long WakeTicks()
        {
            if (due != WorkType.None)
                return held && pending.InFlight == WorkType.None ? pending.Hold.UtcTicks : 0;
            return work is not { } next ? 0
                : soon ? next.DueAt.UtcTicks
                : (next.DueAt - ahead).UtcTicks;
        }
    }

    /// <summary>A change of the object itself was observed. A delivery before it may not have seen the change.</summary>
    public void Disturb(WorkEntry entry, DateTimeOffset now)
    {
        if (entry.Pending is not { } pending)
            return;
        if (pending.InFlight != WorkType.None)
        {
            pending.ChangedInFlight = true;
            return;
        }

        if (pending.Failures > 0 || pending.LastDelivered is not { } last)
            return;
        if (now - last > _settings.OwnWrites)
            pending.Repeats = 0;
        DateTimeOffset settled = last + _settings.Settle;
        if (pending.Repeats < QuickRepeats && settled < pending.Hold)
            pending.Hold = settled;
    }

    /// <summary>Takes the most urgent entry, which is in flight from now on; null when none is ready.</summary>
    /// <param name="ofBacklog">Whether to take the entry only if it belongs to the backlog.</param>
    public (WorkEntry Entry, PendingWork Work)? TryTake(bool ofBacklog)
    {
        if (_ready.Take(ofBacklog) is not { Pending: { } pending } entry)
            return null;
        pending.InFlight = pending.Due;
        pending.TakenLook = pending.Look;
        pending.ChangedInFlight = false;
        return (entry, pending);
    }

    /// <summary>Ends an entry's delivery; false if it wasn't in flight.</summary>
    public bool Complete(WorkEntry entry, DeliveryOutcome outcome, DateTimeOffset now)
    {
        if (entry.Pending is not { InFlight: not WorkType.None } pending)
            return false;
        pending.HoldType = pending.InFlight;
        pending.InFlight = WorkType.None;
        switch (outcome)
        {
            case DeliveryOutcome.Delivered:
                pending.LastDelivered = now;
                pending.Failures = 0;
                pending.Repeats++;
                pending.Hold =
                    now
                    + (
                        pending.ChangedInFlight && pending.Repeats < QuickRepeats
                            ? _settings.Settle
                            : Backoff.Next(pending.Repeats, _settings.RepeatBase, _settings.RepeatCap, _random)
                    );
                break;
            case DeliveryOutcome.Failed failed:
                pending.Failures++;
                pending.Hold =
                    now
                    + (
                        failed.RetryAfter is { } asked
                            ? Backoff.Obey(asked, _random)
                            : Backoff.Next(pending.Failures, _settings.FailureBase, _settings.FailureCap, _random)
                    );
                break;
            default:
                pending.HoldType = WorkType.None;
                break;
        }

        return true;
    }

    public void Dispose() => _timer.Dispose();

    private void Take(PendingWork pending, WorkType due, int look, DateTimeOffset now)
    {
        pending.Look = look;
        bool another = due != pending.Due;
        if (due != WorkType.None && another)
            pending.DueSince = now;
        if (pending.InFlight != WorkType.None)
            return;
        if (another)
        {
            pending.StartAnew();
        }
        else if (due != WorkType.None && look != pending.TakenLook && pending is { Failures: 0, LastDelivered: { } last })
        {
            pending.TakenLook = look;
            pending.Repeats = 0;
            if (last + _settings.Settle < pending.Hold)
                pending.Hold = last + _settings.Settle;
        }
    }

    private void SetWake(WorkEntry entry, long ticks, DateTimeOffset now)
    {
        if (ticks == entry.WakeTicks)
            return;
        _sleepers += (ticks != 0 ? 1 : 0) - (entry.WakeTicks != 0 ? 1 : 0);
        entry.WakeTicks = ticks;
        if (ticks == 0)
            return;
        _wakes.Enqueue(entry, ticks);
        if (_wakes.TryPeek(out _, out long first) && first == ticks)
            SetTimer(ticks, now);
        Compact();
    }

    /// <summary>
    /// Removes outdated wakes, which stay behind in the heap, before they fill most of it. Memory that a burst took is given back.
    /// </summary>
    private void Compact()
    {
        if (_wakes.Capacity > 1024 && _wakes.Count < _wakes.Capacity / 4)
            _wakes.TrimExcess();
        if (_wakes.Count <= (2 * _sleepers) + 1024)
            return;
        (WorkEntry, long)[] valid = [.. _wakes.UnorderedItems.Where(w => w.Element.WakeTicks == w.Priority)];
        _wakes.Clear();
        _wakes.EnqueueRange(valid);
    }

    private void Wake()
    {
        DateTimeOffset now = _time.GetUtcNow();
        while (_wakes.TryPeek(out WorkEntry? entry, out long ticks))
        {
            if (entry.WakeTicks == ticks && ticks > now.UtcTicks)
            {
                SetTimer(ticks, now);
                return;
            }

            _wakes.Dequeue();
            if (entry.WakeTicks != ticks)
                continue;
            entry.WakeTicks = 0;
            _sleepers--;
            _reconsider(entry, now);
        }

        Compact();
    }

    private void SetTimer(long ticks, DateTimeOffset now)
    {
        // Timers round down to milliseconds, and one that fires early would only be set again.
        TimeSpan wait = TimeSpan.FromTicks(Math.Max(0, ticks - now.UtcTicks)) + TimeSpan.FromMilliseconds(1);
        _timer.Change(wait > s_longestSleep ? s_longestSleep : wait, Timeout.InfiniteTimeSpan);
    }
}
