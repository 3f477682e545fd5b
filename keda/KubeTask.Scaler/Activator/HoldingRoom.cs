using KubeTask.Scaler.Delivery;

namespace KubeTask.Scaler.Activator;

/// <summary>How a request's wait ended.</summary>
internal enum Held
{
    /// <summary>The functions answer.</summary>
    Released,

    /// <summary>Too many requests wait already.</summary>
    Full,

    /// <summary>The functions didn't wake in time.</summary>
    TooLong,
}

/// <summary>
/// Where requests wait while the functions sleep, with limits on count, bytes and time. One probe for all of them finds out when the
/// functions answer.
/// </summary>
internal sealed class HoldingRoom(IFunctionsClient functions, ActivatorSettings settings, TimeProvider time, ILogger<HoldingRoom> logger)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waking;
    private int _held;
    private long _bytes;
    private volatile bool _asleep;

    /// <summary>How many requests wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    /// <summary>Whether the last attempt reached no function. This is only a guess; a request that goes through ends it.</summary>
    public bool Asleep => _asleep;

    public void FoundAsleep() => _asleep = true;

    /// <summary>Waits until the functions answer.</summary>
    /// <param name="size">How many bytes of body the request announced.</param>
    public async Task<Held> WaitAsync(long size, TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task awake;
        lock (_gate)
        {
            if (_held >= settings.MostHeld || _bytes + size > settings.MostHeldBytes)
                return Held.Full;
            _held++;
            _bytes += size;
            if (_waking is null)
            {
                _waking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _ = ProbeAsync(_waking);
            }

            awake = _waking.Task;
        }

        try
        {
            await awake.WaitAsync(atMost, time, cancellationToken);
            return Held.Released;
        }
        catch (TimeoutException)
        {
            return Held.TooLong;
        }
        finally
        {
            lock (_gate)
            {
                _held--;
                _bytes -= size;
            }
        }
    }

    /// <summary>Probes until the functions answer or no request waits.</summary>
    private async Task ProbeAsync(TaskCompletionSource done)
    {
        long since = time.GetTimestamp();
        TimeSpan wait = settings.ProbeFirst;
        while (true)
        {
            bool answered = await ProbeOnceAsync();
            lock (_gate)
            {
                if (answered || _held == 0)
                {
                    _waking = null;
                    if (answered)
                    {
                        _asleep = false;
                        logger.LogInformation(
                            "functions answer after {Milliseconds:F0} ms; {Held} requests go on",
                            time.GetElapsedTime(since).TotalMilliseconds,
                            _held
                        );
                    }

                    done.SetResult();
                    return;
                }
            }

            await time.Delay(wait, CancellationToken.None);
            wait = wait * 1.5 < settings.ProbeCap ? wait * 1.5 : settings.ProbeCap;
        }
    }

    private async Task<bool> ProbeOnceAsync()
    {
        try
        {
            return await functions.ProbeAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // The loop's boundary: whatever goes wrong with one probe, the waiting requests need the next one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogWarning("the functions can't be probed: {Reason}", e.Message);
            return false;
        }
    }
}
