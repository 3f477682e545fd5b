using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Tasks;

namespace KubeTask.Kubernetes;

/// <summary>
/// Brings a Task as far as it can go now: look, decide, carry out, until nothing is left. Whoever calls it, however often and at whatever
/// moment, the outcome is the same.
/// </summary>
public sealed class TaskReconciler(TaskGatherer gatherer, TaskApplier applier, TimeProvider time)
{
    /// <summary>Conflicts in a row that are answered at once; more than that, and the event comes again later.</summary>
    private const int Tries = 5;

    /// <summary>Decisions in a row about one reading. The longest way, with references of references, takes 6.</summary>
    private const int Rounds = 32;

    /// <param name="task">The Task.</param>
    /// <param name="job">A Job of it that is known to have ended, if that is what the call is about: it is read beside the Task.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>False where others kept changing the Task meanwhile: come again.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public async Task<bool> ReconcileAsync(ObjectKey task, ObjectKey? job, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if (await gatherer.BeginAsync(task, job, cancellationToken) is not { } state)
                return true;
            if (await GoOnAsync(state, cancellationToken))
                return true;
        }

        return false;
    }

    private async Task<bool> GoOnAsync(TaskState state, CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            TaskDecision decision = TaskDecider.Decide(state, time.GetUtcNow());
            if (decision.IsNothing)
                return true;
            if (!decision.Needs.IsEmpty)
            {
                state = await gatherer.GatherAsync(state, decision.Needs, cancellationToken);
                continue;
            }

            (Applied applied, state) = await applier.ApplyAsync(state, decision.Actions, cancellationToken);
            if (applied != Applied.GoOn)
                return applied == Applied.Gone;
            // Told its start or its end, a Task has nothing left to do until something happens: asking at once would cost reads for each Task.
            if (state.Task.Status?.Phase is TaskPhase.Running or TaskPhase.Completed or TaskPhase.Failed)
                return true;
        }

        throw new InvalidOperationException(
            $"task {state.Key}: still deciding after {Rounds} rounds; the API server doesn't keep what is written"
        );
    }
}
