using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes;

namespace KubeTask.Functions;

/// <summary>Woken when a Task's Job has ended: tells the Task's end.</summary>
public sealed class OnJobCompleted(TaskReconciler reconciler) : IEventFunction
{
    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent happened, CancellationToken cancellationToken)
    {
        (ObjectKey? job, string? error) = happened.ParseSubject();
        if (job is not { } key)
            return FunctionOutcome.BadEvent(error!);
        if (string.IsNullOrEmpty(happened.Task))
            return FunctionOutcome.BadEvent("task: is missing; name the Task that the Job belongs to");

        // Task, Job and pods are read side by side: both names are in the event.
        return await reconciler.ReconcileAsync(key with { Name = happened.Task }, key, cancellationToken)
            ? FunctionOutcome.Done
            : FunctionOutcome.Again;
    }
}
