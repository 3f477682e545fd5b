using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes;

namespace KubeTask.Functions;

/// <summary>Woken when a Task is there or has changed: brings it on its way, from its contexts to its Job.</summary>
public sealed class OnTaskChanged(TaskReconciler reconciler) : IEventFunction
{
    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent happened, CancellationToken cancellationToken)
    {
        (ObjectKey? task, string? error) = happened.ParseSubject();
        if (task is not { } key)
            return FunctionOutcome.BadEvent(error!);
        return await reconciler.ReconcileAsync(key, job: null, cancellationToken) ? FunctionOutcome.Done : FunctionOutcome.Again;
    }
}
