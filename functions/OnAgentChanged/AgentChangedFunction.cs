using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Agents;

namespace KubeTask.Functions.OnAgentChanged;

/// <summary>Runs when an Agent with limits has slots to free or to give, and gives them to the first Tasks in its queue.</summary>
public sealed class AgentChangedFunction(AgentReconciler reconciler) : IEventFunction
{
    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent cloudEvent, CancellationToken cancellationToken)
    {
        (ObjectKey? agent, string? error) = cloudEvent.ParseSubject();
        if (agent is not { } key)
            return FunctionOutcome.BadEvent(error!);
        return await reconciler.ReconcileAsync(key, cloudEvent.Data?.Seen?.Tasks, cancellationToken)
            ? FunctionOutcome.Done
            : FunctionOutcome.Requeue;
    }
}
