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

    /// <summary>Ends at the Task.</summary>
    /// <param name="NotBefore">The resourceVersion that what is read at first must have reached; null for the newest.</param>
    private sealed record Hurry(string? NotBefore);

    /// <returns>False where others kept changing the CronTask meanwhile, or something must go first: come again.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public Task<bool> ReconcileAsync(ObjectKey cronTask, CancellationToken cancellationToken) =>
        RunAsync(cronTask, null, 0, null, cancellationToken);

    /// <summary>The same for one that has been read.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="since">The clock's timestamp from before it was.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <inheritdoc cref="ReconcileAsync(ObjectKey, CancellationToken)"/>
    public Task<bool> ReconcileAsync(CronTaskState read, long since, CancellationToken cancellationToken) =>
        RunAsync(read.Key, read, since, null, cancellationToken);

    /// <summary>
    /// The same for one of many that are due at once, whose Tasks people wait for more than for statuses: where it makes a Task, it ends there, as if it had
    /// crashed, and the next event for the CronTask does the rest (docs/adr/0010). What it reads may come from the API server's cache (docs/adr/0016).
    /// </summary>
    /// <param name="cronTask">The CronTask.</param>
    /// <param name="notBefore">The resourceVersion that was seen; null to read the newest.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <inheritdoc cref="ReconcileAsync(ObjectKey, CancellationToken)"/>
    public Task<bool> StartOnlyAsync(ObjectKey cronTask, string? notBefore, CancellationToken cancellationToken) =>
        RunAsync(cronTask, null, 0, new Hurry(notBefore), cancellationToken);

    private async Task<bool> RunAsync(
        ObjectKey cronTask,
        CronTaskState? read,
        long since,
        Hurry? hurry,
        CancellationToken cancellationToken
    )
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if (read is null)
            {
                since = time.GetTimestamp();
                if ((read = await gatherer.BeginAsync(cronTask, attempt == 0 ? hurry?.NotBefore : null, cancellationToken)) is null)
                    return true;
            }

            if (await GoOnAsync(read, since, hurry, cancellationToken) is { } done)
                return done;
            read = null;
        }

        return false;
    }

    /// <returns>Null to read again.</returns>
    private async Task<bool?> GoOnAsync(CronTaskState state, long since, Hurry? hurry, CancellationToken cancellationToken)
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
                state = await gatherer.GatherAsync(state, decision, cancellationToken);
                continue;
            }

            // Held up for so long (or half of it, with what the cache may be behind), the due time may have had its Task from another function, and that Task may have ended and be gone.
            if (time.GetElapsedTime(since) >= (hurry is null ? CronTaskTasks.Freshness : CronTaskTasks.Freshness / 2))
                return null;
            (Applied applied, state) = await applier.ApplyAsync(state, decision.Actions, cancellationToken);
            if (applied == Applied.Gone)
                return true;
            if (applied == Applied.Stale)
                return null;
            if (hurry is not null && state.MadeTask)
                return true;
        }

        throw new InvalidOperationException(
            $"crontask {state.Key}: still deciding after {Rounds} rounds; the API server doesn't keep what is written"
        );
    }
}
