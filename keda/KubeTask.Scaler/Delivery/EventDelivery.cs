using System.Diagnostics;
using KubeTask.Core.Events;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Leading;
using KubeTask.Scaler.Metrics;

namespace KubeTask.Scaler.Delivery;

/// <summary>
/// Takes due work and delivers it to the functions: one event at a time for each object, many at a time in all, and several in one delivery
/// when the backlog of CronTasks is large. While the functions sleep, only one probe runs; when it is answered, everything that waits is
/// delivered at once. Only the leading scaler delivers. Nothing is lost when this process dies: the work is in the objects.
/// </summary>
internal sealed class EventDelivery(
    WorkIndex index,
    IFunctionsClient functions,
    Leadership leadership,
    DeliverySettings settings,
    TimeProvider time,
    ILogger<EventDelivery> logger,
    ScalerMetrics? metrics = null
) : BackgroundService
{
    /// <summary>The pause between two probes, as a part of the time since the first one.</summary>
    private const int ProbeShare = 20;

    private readonly SemaphoreSlim _slots = new(settings.Parallelism);
    private volatile bool _asleep;

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    /// <summary>Delivers until it is stopped; ends when the deliveries in progress have ended.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await RunTermAsync(await leadership.TermAsync(stopping), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>
    /// Delivers as long as this scaler leads. After that, deliveries in progress are cut off; the next leader delivers their events again.
    /// </summary>
    private async Task RunTermAsync(CancellationToken term, CancellationToken stopping)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(term);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(term, stopping);
        try
        {
            while (true)
            {
                await _slots.WaitAsync(over.Token);
                List<WorkItem> items;
                try
                {
                    items = await NextAsync(over.Token);
                }
                catch (OperationCanceledException)
                {
                    _slots.Release();
                    throw;
                }

                _ = DeliverAsync(items, cut.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            await DrainAsync(cut);
        }
    }

    private async Task<List<WorkItem>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await index.WaitReadyAsync(cancellationToken);
            if (_asleep)
                await AwaitFunctionsAsync(cancellationToken);
            else if (index.TryTake() is { } item)
                return WithOthersOfBacklog(item);
        }
    }

    /// <summary>
    /// Adds events to a delivery. The more events wait, the more go together, so that a request costs little beside its work, but never so
    /// many that a slot would be idle. A batch has the events that would have been delivered one by one, in the same order.
    /// </summary>
    private List<WorkItem> WithOthersOfBacklog(WorkItem first)
    {
        List<WorkItem> items = [first];
        int size = Math.Min(settings.LargestBatch, first.Backlog / (2 * settings.Parallelism));
        while (items.Count < size && index.TryTakeOfBacklog() is { } another)
            items.Add(another);
        return items;
    }

    /// <summary>Probes while there is work. It waits a small part of the time that the functions have taken so far.</summary>
    private async Task AwaitFunctionsAsync(CancellationToken cancellationToken)
    {
        long since = time.GetTimestamp();
        while (index.HasReady)
        {
            if (await functions.ProbeAsync(cancellationToken))
            {
                _asleep = false;
                logger.LogInformation("functions answer after {Milliseconds:F0} ms", time.GetElapsedTime(since).TotalMilliseconds);
                return;
            }

            TimeSpan wait = time.GetElapsedTime(since) / ProbeShare;
            wait = wait < settings.ProbeFirst ? settings.ProbeFirst : wait;
            await time.Delay(wait < settings.ProbeCap ? wait : settings.ProbeCap, cancellationToken);
        }
    }

    private async Task DeliverAsync(List<WorkItem> items, CancellationToken cancellationToken)
    {
        IReadOnlyList<(DeliveryOutcome Outcome, string? Why)> answers = [];
        string? function = EventType.FunctionOf(items[0].EventType);
        try
        {
            long started = time.GetTimestamp();
            answers = await functions.DeliverAsync(items, cancellationToken);
            Report(function, items, answers, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(
                "{Function} {Subject}: cut off, because this scaler stops or leads no more; the next one delivers it again",
                function,
                Subjects(items)
            );
        }
        catch (Exception e) when (e is not UnreachableException)
        {
            // The loop's boundary: an event that can't be sent never stops the others.
            logger.LogError(e, "{Function} {Subject}: can't be delivered", function, Subjects(items));
        }
        finally
        {
            for (int i = 0; i < items.Count; i++)
                index.Complete(items[i], i < answers.Count ? answers[i].Outcome : new DeliveryOutcome.Failed());
            _slots.Release();
        }
    }

    private void Report(
        string? function,
        List<WorkItem> items,
        IReadOnlyList<(DeliveryOutcome Outcome, string? Why)> answers,
        TimeSpan took
    )
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((WorkItem item, (DeliveryOutcome outcome, string? why)) in items.Zip(answers))
        {
            metrics?.Delivered(item.EventType, outcome, took, now - item.DueSince);
            if (outcome is DeliveryOutcome.Failed)
                logger.LogWarning("{Function} {Subject}: {Reason}; trying again", function, item.Subject, why);
        }

        if (answers.FirstOrDefault(a => a.Outcome is DeliveryOutcome.Asleep) is { Outcome: not null } refused)
        {
            if (!_asleep)
                logger.LogInformation("functions are asleep ({Reason}); waiting for them", refused.Why);
            _asleep = true;
        }
        else if (answers.Any(a => a.Outcome is DeliveryOutcome.Delivered))
        {
            logger.LogInformation(
                "{Function} {Subject}: delivered in {Milliseconds:F0} ms, due for {Due:F0} ms",
                function,
                Subjects(items),
                took.TotalMilliseconds,
                (now - items[0].DueSince).TotalMilliseconds
            );
        }
    }

    private static string Subjects(List<WorkItem> items) =>
        items.Count == 1 ? items[0].Subject.ToString() : $"{items[0].Subject} and {items.Count - 1} others";

    /// <summary>Lets deliveries in progress end; cuts off those that take too long.</summary>
    private async Task DrainAsync(CancellationTokenSource drain)
    {
        using var limit = new CancellationTokenSource(settings.Drain, time);
        int returned = 0;
        try
        {
            for (; returned < settings.Parallelism; returned++)
                await _slots.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await drain.CancelAsync();
            for (; returned < settings.Parallelism; returned++)
                await _slots.WaitAsync(CancellationToken.None);
        }

        // For the next term.
        _slots.Release(settings.Parallelism);
    }
}
