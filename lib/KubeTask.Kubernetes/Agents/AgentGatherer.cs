using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Agents;

/// <summary>Reads what a decision about an Agent needs to see.</summary>
public sealed class AgentGatherer(IApiClient api) : IGatherer<AgentState, AgentNeed>
{
    /// <inheritdoc/>
    public async Task<Func<AgentState, AgentState>> ReadAsync(AgentState state, AgentNeed need, CancellationToken cancellationToken)
    {
        ObjectKey agent = state.Key;
        switch (need)
        {
            case AgentNeed.Tasks:
                // An old list does no harm: what frees a slot stays true, and a slot that is granted in vain is freed again.
                List<V1Alpha1Task> tasks = await api.ListNotOlderAsync<V1Alpha1TaskList, V1Alpha1Task>(
                    ApiPaths.TasksOfAgent(agent),
                    state.SeenTasks,
                    ApiJson.Default.V1Alpha1TaskList,
                    cancellationToken
                );
                return s => s with { Tasks = [.. tasks] };
            case AgentNeed.Jobs:
                List<V1Job> jobs = await api.ListAsync<V1JobList, V1Job>(
                    ApiPaths.JobsOfAgent(agent),
                    ApiJson.Default.V1JobList,
                    cancellationToken
                );
                return s => s with { Jobs = [.. jobs] };
            case AgentNeed.Holder holder:
                V1Alpha1Task? task = await api.GetAsync(
                    ApiPaths.Task(agent with { Name = holder.Name }),
                    ApiJson.Default.V1Alpha1Task,
                    cancellationToken
                );
                return s => s with { Holders = s.Holders.SetItem(holder.Name, task) };
            case AgentNeed.Pods pods:
                List<V1Pod> found = await api.ListAsync<V1PodList, V1Pod>(
                    ApiPaths.PodsOfTask(agent with { Name = pods.Task }),
                    ApiJson.Default.V1PodList,
                    cancellationToken
                );
                return s => s with { Pods = s.Pods.SetItem(pods.Task, [.. found]) };
            default:
                throw new ArgumentOutOfRangeException(nameof(need), need, "unknown kind of need");
        }
    }
}
