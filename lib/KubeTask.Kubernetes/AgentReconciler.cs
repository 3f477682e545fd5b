using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Patches;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes;

/// <summary>Puts an Agent's slots in order: look, decide, carry out, until nothing is left. Whoever calls it, and however often, the limit holds.</summary>
public sealed class AgentReconciler(IApiClient api, TimeProvider time, ILogger<AgentReconciler> logger)
{
    /// <summary>Conflicts in a row that are answered at once; more than that, and the event comes again later.</summary>
    private const int Tries = 5;

    /// <summary>Decisions in a row about one reading. The longest way takes 5.</summary>
    private const int Rounds = 16;

    /// <returns>False where others kept changing the Agent meanwhile: come again.</returns>
    /// <exception cref="ApiException">The API server refused what it should allow.</exception>
    public async Task<bool> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if (await api.GetAsync(ApiPaths.Agent(key), ApiJson.Default.V1Alpha1Agent, cancellationToken) is not { } agent)
                return true;
            if (await GoOnAsync(new AgentState { Agent = agent }, cancellationToken))
                return true;
        }

        return false;
    }

    private async Task<bool> GoOnAsync(AgentState state, CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            AgentDecision decision = AgentDecider.Decide(state, time.GetUtcNow());
            if (decision.IsNothing)
                return true;
            foreach (
                Func<AgentState, AgentState> found in await Task.WhenAll(
                    decision.Needs.Select(n => ReadAsync(state.Key, n, cancellationToken))
                )
            )
            {
                state = found(state);
            }

            foreach (
                Func<AgentState, AgentState>? written in await Task.WhenAll(
                    decision.Actions.Select(a => WriteAsync(state, a, cancellationToken))
                )
            )
            {
                if (written is null)
                    return false;
                state = written(state);
            }
        }

        throw new InvalidOperationException(
            $"agent {state.Key}: still deciding after {Rounds} rounds; the API server doesn't keep what is written"
        );
    }

    private async Task<Func<AgentState, AgentState>> ReadAsync(ObjectKey agent, AgentNeed need, CancellationToken cancellationToken)
    {
        switch (need)
        {
            case AgentNeed.Tasks:
                List<V1Alpha1Task> tasks = await api.ListAsync<V1Alpha1TaskList, V1Alpha1Task>(
                    ApiPaths.TasksOfAgent(agent),
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

    /// <summary>What to add to the state, or null where it is out of date.</summary>
    private Task<Func<AgentState, AgentState>?> WriteAsync(AgentState state, AgentAction action, CancellationToken cancellationToken) =>
        action switch
        {
            AgentAction.WriteStatus write => WriteStatusAsync(state, write.Status, cancellationToken),
            AgentAction.ReportPosition tell => ReportPositionAsync(tell, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action"),
        };

    private async Task<Func<AgentState, AgentState>?> WriteStatusAsync(
        AgentState state,
        V1Alpha1AgentStatus status,
        CancellationToken cancellationToken
    )
    {
        // Crash after this: the slots are given, and the scaler sees whose they are. Crash before it: the next event comes to the same.
        byte[] patch = ObjectPatches.Status(state.Agent.Metadata, state.Agent.Status, status, ApiJson.Default.V1Alpha1AgentStatus);
        ApiResult<V1Alpha1Agent> result = await api.MergePatchAsync(
            ApiPaths.AgentStatus(state.Key),
            patch,
            ApiJson.Default.V1Alpha1Agent,
            cancellationToken
        );
        if (result.Succeeded(out V1Alpha1Agent? written, out ApiError? error))
        {
            logger.LogInformation("agent {Key}: {Running} running, {Queued} queued", state.Key, status.Running ?? 0, status.Queued ?? 0);
            return s => s with { Agent = written };
        }

        return error.IsConflict || error.Code == System.Net.HttpStatusCode.NotFound
            ? null
            : throw new ApiException($"PATCH status of agent {state.Key}", error);
    }

    private async Task<Func<AgentState, AgentState>?> ReportPositionAsync(
        AgentAction.ReportPosition tell,
        CancellationToken cancellationToken
    )
    {
        // A crash before or after it costs a Task the news of its place, which the next change of the line brings. A Task that has changed has news of its own.
        V1ObjectMeta metadata = tell.Task.Metadata;
        byte[] patch = ObjectPatches.Status(metadata, tell.Task.Status, tell.Status, ApiJson.Default.V1Alpha1TaskStatus);
        var key = new ObjectKey(metadata.NamespaceProperty, metadata.Name);
        ApiResult<V1Alpha1Task> result = await api.MergePatchAsync(
            ApiPaths.TaskStatus(key),
            patch,
            ApiJson.Default.V1Alpha1Task,
            cancellationToken
        );
        if (
            !result.Succeeded(out V1Alpha1Task? written, out ApiError? error)
            && !error.IsConflict
            && error.Code != System.Net.HttpStatusCode.NotFound
        )
        {
            throw new ApiException($"PATCH status of task {key}", error);
        }

        return s =>
            s with
            {
                Tasks = written is null
                    ? s.Tasks!.Value.RemoveAll(t => t.Metadata.Uid == metadata.Uid)
                    : [.. s.Tasks!.Value.Select(t => t.Metadata.Uid == metadata.Uid ? written : t)],
            };
    }
}
