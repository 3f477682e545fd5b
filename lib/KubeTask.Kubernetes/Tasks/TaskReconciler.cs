using System.Net;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes.Tasks;

/// <summary>Reconciles Tasks.</summary>
public sealed class TaskReconciler(TaskGatherer gatherer, TaskApplier applier, TimeProvider time, ILogger<TaskReconciler> logger)
{
    // Once its start or end is recorded, and its usage counted, a Task has nothing to do until the next event. Another decision would cost
    // reads for each Task. A function that was held up reads again before it writes: meanwhile the Task may have been run to its end, and
    // its Job deleted.
    private static readonly ReconcileLimits<TaskState> s_limits = new()
    {
        Freshness = TimeSpan.FromSeconds(10),
        IsSettled = state =>
            state.Task.Status?.Phase is TaskPhase.Running or TaskPhase.Completed or TaskPhase.Failed && !TaskUsage.IsDue(state.Task),
    };

    // The report of a failure is one write.
    private static readonly ReconcileLimits<TaskState> s_report = new() { IsSettled = _ => true };

    private readonly ReconcileLoop<TaskState, Need, TaskAction> _loop = new(TaskDecider.Decide, gatherer, applier, time);

    /// <param name="task">The Task.</param>
    /// <param name="job">Its Job that has ended, if the call is about one. Its pods are read together with the Task.</param>
    /// <param name="observed">What the event says. Its objects are decided on first; if they turn out to be old, all is read.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>False to requeue: others kept changing the Task.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public async Task<bool> ReconcileAsync(ObjectKey task, ObjectKey? job, TaskDelivery observed, CancellationToken cancellationToken)
    {
        TaskState? first = observed.State(task, gatherer.ReleaseNamespace, gatherer.InitImage);
        try
        {
            return await _loop.RunAsync(
                $"task {task}",
                _ => gatherer.BeginAsync(task, job, observed, cancellationToken),
                first is null ? s_limits : s_limits with { First = new Reading<TaskState>(first, time.GetTimestamp()) },
                cancellationToken
            );
        }
        catch (Exception e) when (IsWorthReporting(e))
        {
            await ReportAsync(task, e, cancellationToken);
            throw;
        }
    }

    /// <summary>Without the API server nothing can be reported, and while it is busy a report would add to the load.</summary>
    private static bool IsWorthReporting(Exception e) =>
        e is not (HttpRequestException or OperationCanceledException or ApiException { Error.Code: HttpStatusCode.TooManyRequests });

    private async Task ReportAsync(ObjectKey task, Exception e, CancellationToken cancellationToken)
    {
        string error = e is ApiException refused ? refused.Error.Message : $"{e.GetType().Name}: {e.Message}";
        try
        {
            await _loop.RunAsync(
                $"task {task}",
                async _ =>
                    await gatherer.BeginAsync(task, job: null, TaskDelivery.Nothing, cancellationToken) is { } state
                        ? state with
                        {
                            Error = error,
                        }
                        : null,
                s_report,
                cancellationToken
            );
        }
        catch (Exception unreported) when (unreported is not OperationCanceledException)
        {
            // The caller logs what has failed. This adds why the Task doesn't say so.
            logger.LogWarning("task {Key}: its status can't report the failure: {Reason}", task, unreported.Message);
        }
    }
}
