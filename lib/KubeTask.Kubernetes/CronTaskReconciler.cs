using KubeTask.Core;
using KubeTask.Core.Cron;

namespace KubeTask.Kubernetes;

/// <summary>
/// Brings a CronTask to where nothing is left to do until its next due time: look, decide, carry out. Whoever calls it, however often and at whatever
/// moment, each due time has one Task.
/// </summary>
public sealed class CronTaskReconciler(CronTaskGatherer gatherer, CronTaskApplier applier, TimeProvider time)
{
    /// <summary>Conflicts in a row that are answered at once; more than that, and the event comes again later.</summary>
    private const int Tries = 5;

    /// <summary>Decisions in a row about one reading. The longest way (list, replace, create twice, status, history) takes 8.</summary>
    private const int Rounds = 32;

    /// <returns>False where others kept changing the CronTask meanwhile, or something must go first: come again.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public Task<bool> ReconcileAsync(ObjectKey cronTask, CancellationToken cancel) => ReconcileAsync(cronTask, null, cancel);

    /// <param name="cronTask">The CronTask.</param>
    /// <param name="read">It, as it was read just now; null to read it.</param>
    /// <param name="cancel">Ends the work between two calls.</param>
    public async Task<bool> ReconcileAsync(ObjectKey cronTask, CronTaskState? read, CancellationToken cancel)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            long begun = time.GetTimestamp();
            if ((attempt == 0 ? read : null) is not { } state && (state = await gatherer.BeginAsync(cronTask, cancel)) is null)
                return true;
            if (await GoOnAsync(state, begun, cancel) is { } done)
                return done;
        }

        return false;
    }

    /// <returns>Null to read again.</returns>
    private async Task<bool?> GoOnAsync(CronTaskState state, long begun, CancellationToken cancel)
    {
        // One moment for all that follows from one reading, so that no due time comes between two decisions.
        DateTimeOffset now = time.GetUtcNow();
        for (int round = 0; round < Rounds; round++)
        {
            CronTaskDecision decision = CronTaskDecider.Decide(state, now);
            if (decision.IsNothing)
                return !decision.ComeAgain;
            if (decision.Actions.IsEmpty)
            {
                state = await gatherer.GatherAsync(state, decision, cancel);
                continue;
            }

            // Held up for so long, the due time may have had its Task from another function, and that Task may have ended and be gone.
            if (time.GetElapsedTime(begun) >= CronTaskTasks.Freshness)
                return null;
            (Applied applied, state) = await applier.ApplyAsync(state, decision.Actions, cancel);
            if (applied == Applied.Gone)
                return true;
            if (applied == Applied.Stale)
                return null;
        }

        throw new InvalidOperationException($"crontask {state.Key}: still deciding after {Rounds} rounds; the API server doesn't keep what is written");
    }
}
