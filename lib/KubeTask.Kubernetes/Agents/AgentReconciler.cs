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

    /// <param name="key">The Agent.</param>
    /// <param name="seenTasks">The newest resourceVersion of a Task that the sender of the event observed, or null.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>False to requeue: others kept changing the Agent.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public Task<bool> ReconcileAsync(ObjectKey key, string? seenTasks, CancellationToken cancellationToken) =>
        _loop.RunAsync(
            $"agent {key}",
            attempt => ReadAsync(key, attempt == 0 ? seenTasks : null, cancellationToken),
            new ReconcileLimits<AgentState>(),
            cancellationToken
        );

    private async Task<AgentState?> ReadAsync(ObjectKey key, string? seenTasks, CancellationToken cancellationToken) =>
        await api.GetAsync(ApiPaths.Agent(key), ApiJson.Default.V1Alpha1Agent, cancellationToken) is { } agent
            ? new AgentState { Agent = agent, SeenTasks = seenTasks }
            : null;
}
