using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Tasks;

namespace KubeTask.Functions.OnJobCompleted;

/// <summary>Runs when a Task's Job has ended, and reports the end of the Task.</summary>
public sealed class JobCompletedFunction(TaskReconciler reconciler) : IEventFunction
{
    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent cloudEvent, CancellationToken cancellationToken)
    {
        (ObjectKey? job, string? error) = cloudEvent.ParseSubject();
        if (job is not { } key)
            return FunctionOutcome.BadEvent(error!);
        if (string.IsNullOrEmpty(cloudEvent.Task))
            return FunctionOutcome.BadEvent("task: is missing; name the Task that the Job belongs to");

        // Both names are in the event. So if it doesn't carry the Task, that and the Job's pods are read at the same time.
        return await reconciler.ReconcileAsync(key with { Name = cloudEvent.Task }, key, TaskDelivery.Of(cloudEvent), cancellationToken)
            ? FunctionOutcome.Done
            : FunctionOutcome.Requeue;
    }
}
