using KubeTask.Core;
using KubeTask.Core.Cron;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Cron;

/// <summary>Reconciles CronTasks, until nothing is left to do before the next due time. Each due time gets one Task.</summary>
public sealed class CronTaskReconciler(CronTaskGatherer gatherer, CronTaskApplier applier, TimeProvider time)
{
    // After that long, another function may have created the Task of the due time, and the Task may have ended and been deleted.
    private static readonly ReconcileLimits<CronTaskState> s_limits = new() { Freshness = CronTaskTasks.Freshness };

    // The API server's cache may be behind, so half the time is left.
    private static readonly ReconcileLimits<CronTaskState> s_startLimits = new()
    {
        Freshness = CronTaskTasks.Freshness / 2,
        IsSettled = state => state.MadeTask,
    };

    private readonly ReconcileLoop<CronTaskState, CronTaskNeed, CronTaskAction> _loop = new(
        CronTaskDecider.Decide,
        gatherer,
        applier,
        time
    );

    /// <returns>False to requeue: others kept changing the CronTask, or something else must happen first.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public Task<bool> ReconcileAsync(ObjectKey cronTask, CancellationToken cancellationToken) =>
        RunAsync(cronTask, null, s_limits, cancellationToken);

    /// <summary>The same for a CronTask that has been read.</summary>
    /// <param name="read">The CronTask.</param>
    /// <param name="since">The clock's timestamp from before it was read.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <inheritdoc cref="ReconcileAsync(ObjectKey, CancellationToken)"/>
    public Task<bool> ReconcileAsync(CronTaskState read, long since, CancellationToken cancellationToken) =>
        RunAsync(read.Key, null, s_limits with { First = new Reading<CronTaskState>(read, since) }, cancellationToken);

    /// <summary>
    /// Starts only: for one of many CronTasks that are due at once, whose Tasks are more urgent than their statuses. After it creates a
    /// Task, it ends there, as if it had crashed, and the next event for the CronTask does the rest (docs/adr/0010). The first read may
    /// come from the API server's cache (docs/adr/0016).
    /// </summary>
    /// <param name="cronTask">The CronTask.</param>
    /// <param name="notBefore">The resourceVersion that the scaler observed, or null to read the newest.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <inheritdoc cref="ReconcileAsync(ObjectKey, CancellationToken)"/>
    public Task<bool> StartOnlyAsync(ObjectKey cronTask, string? notBefore, CancellationToken cancellationToken) =>
        RunAsync(cronTask, notBefore, s_startLimits, cancellationToken);

    private Task<bool> RunAsync(
        ObjectKey cronTask,
        string? notBefore,
        ReconcileLimits<CronTaskState> limits,
        CancellationToken cancellationToken
    ) =>
        _loop.RunAsync(
            $"crontask {cronTask}",
            attempt => gatherer.BeginAsync(cronTask, attempt == 0 ? notBefore : null, cancellationToken),
            limits,
            cancellationToken
        );
}
