using KubeTask.Core;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Agents;

/// <summary>Reconciles the slots of Agents. Whoever calls it, and however often, the limit holds.</summary>
public sealed class AgentReconciler(IApiClient api, AgentGatherer gatherer, AgentApplier applier, TimeProvider time)
{
    private readonly ReconcileLoop<AgentState, AgentNeed, AgentAction> _loop = new(AgentDecider.Decide, gatherer, applier, time);

    /// <returns>False to requeue: others kept changing the Agent.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public Task<bool> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken) =>
        _loop.RunAsync($"agent {key}", _ => ReadAsync(key, cancellationToken), new ReconcileLimits<AgentState>(), cancellationToken);

    private async Task<AgentState?> ReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await api.GetAsync(ApiPaths.Agent(key), ApiJson.Default.V1Alpha1Agent, cancellationToken) is { } agent
            ? new AgentState { Agent = agent }
            : null;
}
