using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Keda;

/// <summary>
/// When to push that there is work: when it appears, and again while no function comes for it. KEDA 2.20 drops a push if the status of
/// the ScaledObject doesn't have its metrics yet, and would otherwise first notice the work when it polls.
/// </summary>
/// <param name="hasWork">Whether there is work now.</param>
internal sealed class ActivityPushes(WorkSubscription work, Func<bool> hasWork, IFunctionsClient functions, TimeProvider time)
{
    /// <summary>How long functions may take to answer before a push is repeated; this doubles up to the cap.</summary>
    public static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(3),
        RepeatCap = TimeSpan.FromSeconds(10);

    private TimeSpan? _repeat;

    /// <summary>Waits until a push is due.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        while (_repeat is { } wait)
        {
            if (await AppearsWithinAsync(wait, cancellationToken))
            {
                _repeat = FirstRepeat;
                return;
            }

            if (hasWork() && !await functions.ProbeAsync(cancellationToken))
            {
                _repeat = wait * 2 < RepeatCap ? wait * 2 : RepeatCap;
                return;
            }

            // The functions answer, or have answered: they need no other push until work appears anew.
            _repeat = null;
        }

        await work.NextAsync(cancellationToken);
        _repeat = FirstRepeat;
    }

    private async Task<bool> AppearsWithinAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await work.NextAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
