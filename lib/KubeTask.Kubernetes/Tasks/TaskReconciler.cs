using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Tasks;

/// <summary>Reconciles Tasks.</summary>
public sealed class TaskReconciler(TaskGatherer gatherer, TaskApplier applier, TimeProvider time)
{
    // Once its start or end is recorded, a Task has nothing to do until the next event. Another decision would cost reads for each Task.
    private static readonly ReconcileLimits<TaskState> s_limits = new()
    {
        IsSettled = state => state.Task.Status?.Phase is TaskPhase.Running or TaskPhase.Completed or TaskPhase.Failed,
    };

    private readonly ReconcileLoop<TaskState, Need, TaskAction> _loop = new(TaskDecider.Decide, gatherer, applier, time);

    /// <param name="task">The Task.</param>
    /// <param name="job">Its Job that has ended, if the call is about one. It is read together with the Task.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>False to requeue: others kept changing the Task.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public Task<bool> ReconcileAsync(ObjectKey task, ObjectKey? job, CancellationToken cancellationToken) =>
        _loop.RunAsync($"task {task}", _ => gatherer.BeginAsync(task, job, cancellationToken), s_limits, cancellationToken);
}
