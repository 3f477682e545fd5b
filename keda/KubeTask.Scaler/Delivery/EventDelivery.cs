using System.Diagnostics;
using KubeTask.Core.Events;
using KubeTask.Scaler.Hosting;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Leading;

namespace KubeTask.Scaler.Delivery;

/// <summary>
/// Takes due work and hands it to the functions: one event at a time for an object, many at a time in all. While the functions sleep, nothing is tried but one probe, and
/// all that waits goes at once when it is answered. Only the scaler that leads delivers. Nothing is lost when this dies: the work is in the objects.
/// </summary>
internal sealed class EventDelivery(
    WorkIndex index, IFunctionsClient functions, Leadership leadership, DeliverySettings settings, TimeProvider time, ILogger<EventDelivery> logger,
    ScalerMetrics? metrics = null) : BackgroundService
{
    private readonly SemaphoreSlim slots = new(settings.Parallelism);
    private volatile bool asleep;

    public override void Dispose()
    {
        slots.Dispose();
        base.Dispose();
    }

    /// <summary>Delivers until it is told to stop; ends when what was under way has ended.</summary>
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

    /// <summary>Delivers as long as this scaler leads. When it does no more, what is under way is cut off: the next leader delivers it again.</summary>
    private async Task RunTermAsync(CancellationToken term, CancellationToken stopping)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(term);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(term, stopping);
        try
        {
            while (true)
            {
                await slots.WaitAsync(over.Token);
                WorkItem item;
                try
                {
                    item = await NextAsync(over.Token);
                }
                catch (OperationCanceledException)
                {
                    slots.Release();
                    throw;
                }

                _ = DeliverAsync(item, cut.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            await DrainAsync(cut);
        }
    }

    private async Task<WorkItem> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await index.WaitReadyAsync(cancellation);
            if (asleep)
                await AwaitFunctionsAsync(cancellation);
            else if (index.TryTake() is { } item)
                return item;
        }
    }

    /// <summary>Probes while there is work.</summary>
    private async Task AwaitFunctionsAsync(CancellationToken cancellation)
    {
        long since = time.GetTimestamp();
        TimeSpan wait = settings.ProbeFirst;
        while (index.HasReady)
        {
            if (await functions.ProbeAsync(cancellation))
            {
                asleep = false;
                logger.LogInformation("functions answer after {Milliseconds:F0} ms", time.GetElapsedTime(since).TotalMilliseconds);
                return;
            }

            await time.Delay(wait, cancellation);
            wait = wait * 1.5 < settings.ProbeCap ? wait * 1.5 : settings.ProbeCap;
        }
    }

    private async Task DeliverAsync(WorkItem item, CancellationToken cancellation)
    {
        DeliveryOutcome outcome = new DeliveryOutcome.Failed();
        try
        {
            long started = time.GetTimestamp();
            (outcome, string? why) = await functions.DeliverAsync(item, cancellation);
            TimeSpan took = time.GetElapsedTime(started);
            metrics?.Delivered(item.EventType, outcome, took, time.GetUtcNow() - item.DueSince);
            Tell(item, outcome, why, took);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            logger.LogWarning("{Function} {Subject}: cut off, because this scaler stops or leads no more; the next one delivers it again", EventType.FunctionOf(item.EventType), item.Subject);
        }
        catch (Exception e) when (e is not UnreachableException)
        {
            // The loop's boundary: one event that can't be sent never stops the others.
            logger.LogError(e, "{Function} {Subject}: can't be delivered", EventType.FunctionOf(item.EventType), item.Subject);
        }
        finally
        {
            index.Complete(item, outcome);
            slots.Release();
        }
    }

    private void Tell(WorkItem item, DeliveryOutcome outcome, string? why, TimeSpan took)
    {
        string? function = EventType.FunctionOf(item.EventType);
        switch (outcome)
        {
            case DeliveryOutcome.Delivered:
                logger.LogInformation("{Function} {Subject}: delivered in {Milliseconds:F0} ms, due for {Due:F0} ms", function, item.Subject, took.TotalMilliseconds, (time.GetUtcNow() - item.DueSince).TotalMilliseconds);
                break;
            case DeliveryOutcome.Asleep:
                if (!asleep)
                    logger.LogInformation("functions are asleep ({Reason}); waiting for them", why);
                asleep = true;
                break;
            default:
                logger.LogWarning("{Function} {Subject}: {Reason}; trying again", function, item.Subject, why);
                break;
        }
    }

    /// <summary>What is under way may end; what takes too long is cut off.</summary>
    private async Task DrainAsync(CancellationTokenSource drain)
    {
        using var limit = new CancellationTokenSource(settings.Drain, time);
        int returned = 0;
        try
        {
            for (; returned < settings.Parallelism; returned++)
                await slots.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await drain.CancelAsync();
            for (; returned < settings.Parallelism; returned++)
                await slots.WaitAsync(CancellationToken.None);
        }

        // For the next term.
        slots.Release(settings.Parallelism);
    }
}
