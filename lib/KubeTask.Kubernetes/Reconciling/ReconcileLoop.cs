using KubeTask.Core.Outcomes;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Reconciling;

/// <summary>
/// Reconciles one object: read, decide, write, until nothing is left to do. Whoever runs it, however often and at whatever moment, the
/// outcome is the same.
/// </summary>
public sealed class ReconcileLoop<TState, TNeed, TAction>(
    Func<TState, DateTimeOffset, Decision<TNeed, TAction>> decide,
    IGatherer<TState, TNeed> gatherer,
    IApplier<TState, TAction> applier,
    TimeProvider time
)
    where TState : class
{
    /// <summary>Conflicts in a row that the loop handles at once. After that many, the event is requeued.</summary>
    private const int Tries = 5;

    /// <summary>
    /// Decisions in a row about one reading. The longest way (a CronTask's list, replace, two creates, status, history) takes 8.
    /// </summary>
    private const int Rounds = 32;

    private enum End
    {
        Done,
        Requeue,
        Stale,
    }

    /// <summary>Reconciles the object until nothing is left to do.</summary>
    /// <param name="subject">The object's kind and key, for error messages.</param>
    /// <param name="read">Reads the object at the given try, from 0. Null if it is gone.</param>
    /// <param name="limits">When to stop early, and when to read again.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>False to requeue: others kept changing the object, or something else must happen first.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public async Task<bool> RunAsync(
        string subject,
        Func<int, Task<TState?>> read,
        ReconcileLimits<TState> limits,
        CancellationToken cancellationToken
    )
    {
        Reading<TState>? reading = limits.First;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if (reading is null)
            {
                long readAt = time.GetTimestamp();
                if (await read(attempt) is not { } state)
                    return true;
                reading = new Reading<TState>(state, readAt);
            }

            End end = await ContinueAsync(subject, reading, limits, cancellationToken);
            if (end != End.Stale)
                return end == End.Done;
            reading = null;
        }

        return false;
    }

    private async Task<End> ContinueAsync(
        string subject,
        Reading<TState> reading,
        ReconcileLimits<TState> limits,
        CancellationToken cancellationToken
    )
    {
        TState state = reading.State;
        // One moment for all that follows from one reading, so that no due time comes between two decisions.
        DateTimeOffset now = time.GetUtcNow();
        for (int round = 0; round < Rounds; round++)
        {
            Decision<TNeed, TAction> decision = decide(state, now);
            if (decision.IsNothing)
                return decision.Requeue ? End.Requeue : End.Done;
            if (!decision.Needs.IsEmpty)
            {
                TState known = state;
                Func<TState, TState>[] found = await Task.WhenAll(
                    decision.Needs.Select(n => gatherer.ReadAsync(known, n, cancellationToken))
                );
                state = found.Aggregate(state, (current, add) => add(current));
                continue;
            }

            if (limits.Freshness is { } freshness && time.GetElapsedTime(reading.ReadAt) >= freshness)
                return End.Stale;
            (Progress progress, state) = await ApplyAsync(state, decision.Actions, cancellationToken);
            if (progress != Progress.Continue)
                return progress == Progress.Gone ? End.Done : End.Stale;
            if (limits.IsSettled?.Invoke(state) == true)
                return End.Done;
        }

        throw new InvalidOperationException(
            $"{subject}: still deciding after {Rounds} rounds; the API server doesn't keep what is written"
        );
    }

    private async Task<(Progress, TState)> ApplyAsync(TState state, IEnumerable<TAction> actions, CancellationToken cancellationToken)
    {
        Applied<TState>[] results = await Task.WhenAll(actions.Select(a => applier.ApplyAsync(state, a, cancellationToken)));
        TState next = results.Aggregate(state, (current, result) => result.Change?.Invoke(current) ?? current);
        // An object that is being deleted needs no second look; one stale action makes the whole reading stale.
        Progress progress =
            results.Any(r => r.Progress == Progress.Gone) ? Progress.Gone
            : results.Any(r => r.Progress == Progress.Stale) ? Progress.Stale
            : Progress.Continue;
        return (progress, next);
    }
}
