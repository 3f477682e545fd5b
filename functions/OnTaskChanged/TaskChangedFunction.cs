using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Tasks;

namespace KubeTask.Functions.OnTaskChanged;

/// <summary>Runs when a Task has been created or has changed, and takes it from its contexts to its Job.</summary>
public sealed class TaskChangedFunction(TaskReconciler reconciler) : IEventFunction
{
    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent cloudEvent, CancellationToken cancellationToken)
    {
        (ObjectKey? task, string? error) = cloudEvent.ParseSubject();
        if (task is not { } key)
            return FunctionOutcome.BadEvent(error!);
        return await reconciler.ReconcileAsync(key, job: null, TaskDelivery.Of(cloudEvent), cancellationToken)
            ? FunctionOutcome.Done
            : FunctionOutcome.Requeue;
    }
}
