using System.Net;
using KubeTask.Scaler.Api;

namespace KubeTask.Scaler.Leading;

/// <summary>
/// Takes the Lease, renews it, and gives it back at the end. All scalers watch and answer KEDA; only the holder delivers. Two that deliver
/// at the same time would do no harm, only the work twice, so nothing depends on synchronized clocks.
/// </summary>
internal sealed class LeaseService(
    KubernetesApi api,
    Leadership leadership,
    LeaseSettings settings,
    TimeProvider time,
    Random random,
    ILogger<LeaseService> logger
) : BackgroundService
{
    private readonly string _collection = $"apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(settings.Namespace)}/leases";
    private string? _seen;
    private long _seenAt;
    private Lease? _held;

    /// <summary>Deliveries have ended by now: the services that deliver stop before this one.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        bool led = leadership.Leads;
        leadership.Lose();
        if (led && settings.Name is not null)
            await ReleaseAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Name is null)
        {
            leadership.Gain();
            return;
        }

        try
        {
            while (true)
            {
                await AwaitFreeAsync(stoppingToken);
                leadership.Gain();
                logger.LogInformation("{Identity} delivers from now on", settings.Identity);
                await KeepAsync(stoppingToken);
                leadership.Lose();
                logger.LogWarning(
                    "{Identity} delivers no more: the Lease {Namespace}/{Name} couldn't be renewed",
                    settings.Identity,
                    settings.Namespace,
                    settings.Name
                );
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync gives the Lease back.
        }
    }

    private async Task AwaitFreeAsync(CancellationToken cancellationToken)
    {
        while (!await TryHoldAsync(cancellationToken))
            await PauseAsync(settings.RetryPeriod, cancellationToken);
    }

    /// <summary>Renews until that fails for too long, whatever the cause: a refusal, silence, another holder.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        long renewed = time.GetTimestamp();
        TimeSpan pause = settings.RenewPeriod;
        while (true)
        {
            await PauseAsync(pause, cancellationToken);
            pause = settings.RetryPeriod;
            TimeSpan left = settings.RenewDeadline - time.GetElapsedTime(renewed);
            if (left <= TimeSpan.Zero)
                return;
            using var deadline = new CancellationTokenSource(left, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            long asked = time.GetTimestamp();
            try
            {
                if (await TryHoldAsync(either.Token))
                    (renewed, pause) = (asked, settings.RenewPeriod);
                else if (_seen is not null && !_seen.StartsWith(settings.Identity + " ", StringComparison.Ordinal))
                    return;
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Whether this process holds the Lease now. If the process dies after the write, the Lease expires by itself.</summary>
    private async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The holder knows the Lease from its last write. If another has written since, that is a conflict, and the Lease is read.
            if (_held is { } held)
            {
                _held = null;
                if (await HoldAsync(held, cancellationToken))
                    return true;
            }

            Lease? lease = await ReadAsync(cancellationToken);
            if (lease is null)
            {
                lease = Lease.New(settings.Namespace, settings.Name!);
                lease.Hold(settings.Identity, settings.Duration, time.GetUtcNow());
                return await WriteAsync(HttpMethod.Post, _collection, lease, cancellationToken) is not null;
            }

            if (_seen != lease.Sign)
                (_seen, _seenAt) = (lease.Sign, time.GetTimestamp());
            if (lease.Holder is { } holder && holder != settings.Identity && time.GetElapsedTime(_seenAt) < settings.Duration)
                return false;
            return await HoldAsync(lease, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the cause, a holder must learn that it couldn't renew.
            logger.LogWarning(
                "the Lease {Namespace}/{Name} can't be read or written: {Reason}",
                settings.Namespace,
                settings.Name,
                e.Message
            );
            return false;
        }
    }

    private async Task<bool> HoldAsync(Lease lease, CancellationToken cancellationToken)
    {
        lease.Hold(settings.Identity, settings.Duration, time.GetUtcNow());
        _held = await WriteAsync(HttpMethod.Put, $"{_collection}/{settings.Name}", lease, cancellationToken);
        if (_held is null)
            return false;
        (_seen, _seenAt) = (_held.Sign, time.GetTimestamp());
        return true;
    }

    private async Task<Lease?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await api.GetAsync($"{_collection}/{settings.Name}", time, cancellationToken);
            return Lease.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (KubernetesStatusException e) when (e.Code == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Writes the Lease if it is still as it was read (by its resourceVersion); null if another writer was faster, or it is gone.
    /// </summary>
    private async Task<Lease?> WriteAsync(HttpMethod method, string path, Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await api.SendAsync(method, path, lease.ToJson(), time, cancellationToken);
            return Lease.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (KubernetesStatusException e) when (e.Code is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.RetryPeriod, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (await ReadAsync(either.Token) is not { } lease || lease.Holder != settings.Identity)
                return;
            lease.Release();
            await WriteAsync(HttpMethod.Put, $"{_collection}/{settings.Name}", lease, either.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The process ends anyway.
            logger.LogWarning(
                "the Lease {Namespace}/{Name} isn't given back and runs out: {Reason}",
                settings.Namespace,
                settings.Name,
                e.Message
            );
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        time.Delay(pause * (1 + (random.NextDouble() / 5)), cancellationToken);
}
