using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes;

namespace KubeTask.Functions;

/// <summary>Woken when an Agent with limits has slots to give or to free: gives them to the first in its line.</summary>
public sealed class OnAgentChanged(AgentReconciler reconciler) : IEventFunction
{
    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent happened, CancellationToken cancellationToken)
    {
        (ObjectKey? agent, string? error) = happened.ParseSubject();
        if (agent is not { } key)
            return FunctionOutcome.BadEvent(error!);
        return await reconciler.ReconcileAsync(key, cancellationToken) ? FunctionOutcome.Done : FunctionOutcome.Again;
    }
}
