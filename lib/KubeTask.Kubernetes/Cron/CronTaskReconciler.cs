using KubeTask.Core;
using KubeTask.Core.Cron;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Cron;

/// <summary>Reconciles CronTasks, until nothing is left to do before the next due time. Each due time gets one Task.</summary>
public sealed class CronTaskReconciler(CronTaskGatherer gatherer, CronTaskApplier applier, TimeProvider time)
{
    // After the whole time, another function may have created the Task of the due time, and the Task may have ended and been deleted. The
    // API server's cache may be behind, so half of it is left.
    private static readonly ReconcileLimits<CronTaskState> s_limits = new() { Freshness = CronTaskTasks.Freshness / 2 };

    private static readonly ReconcileLimits<CronTaskState> s_startLimits = s_limits with { IsSettled = state => state.MadeTask };

    private readonly ReconcileLoop<CronTaskState, CronTaskNeed, CronTaskAction> _loop = new(
        CronTaskDecider.Decide,
        gatherer,
        applier,
        time
    );

    /// <param name="cronTask">The CronTask.</param>
    /// <param name="observed">What the event says.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>False to requeue: others kept changing the CronTask, or something else must happen first.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public Task<bool> ReconcileAsync(ObjectKey cronTask, CronTaskDelivery observed, CancellationToken cancellationToken) =>
        RunAsync(cronTask, observed, s_limits, cancellationToken);

    /// <summary>
    /// Starts only: for one of many CronTasks that are due at once, whose Tasks are more urgent than their statuses. After it creates a
    /// Task, it ends there, as if it had crashed, and the next event for the CronTask does the rest (docs/adr/0010).
    /// </summary>
    /// <inheritdoc cref="ReconcileAsync"/>
    public Task<bool> StartOnlyAsync(ObjectKey cronTask, CronTaskDelivery observed, CancellationToken cancellationToken) =>
        RunAsync(cronTask, observed, s_startLimits, cancellationToken);

    private Task<bool> RunAsync(
        ObjectKey cronTask,
        CronTaskDelivery observed,
        ReconcileLimits<CronTaskState> limits,
        CancellationToken cancellationToken
    )
    {
        CronTaskState? first = observed.State(cronTask);
        return _loop.RunAsync(
            $"crontask {cronTask}",
            // What the event says may be old: after a conflict it doesn't count.
            attempt => gatherer.BeginAsync(cronTask, attempt == 0 ? observed : CronTaskDelivery.Nothing, cancellationToken),
            first is null ? limits : limits with { First = new Reading<CronTaskState>(first, time.GetTimestamp()) },
            cancellationToken
        );
    }
}
