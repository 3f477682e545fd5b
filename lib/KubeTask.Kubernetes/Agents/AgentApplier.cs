using System.Net;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Patches;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes.Agents;

/// <summary>
/// Carries out the actions of one decision about an Agent. Each has a resourceVersion as its precondition. The comments say what a crash
/// right after it leaves behind.
/// </summary>
public sealed class AgentApplier(IApiClient api, ILogger<AgentApplier> logger) : IApplier<AgentState, AgentAction>
{
    /// <inheritdoc/>
    public Task<Applied<AgentState>> ApplyAsync(AgentState state, AgentAction action, CancellationToken cancellationToken) =>
        action switch
        {
            AgentAction.WriteStatus write => WriteStatusAsync(state, write.Status, cancellationToken),
            AgentAction.ReportPosition report => ReportPositionAsync(report, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action"),
        };

    private async Task<Applied<AgentState>> WriteStatusAsync(
        AgentState state,
        V1Alpha1AgentStatus status,
        CancellationToken cancellationToken
    )
    {
        // Crash after this: the slots are granted, and the scaler observes to whom. Crash before it: the next event decides the same.
        Applied<AgentState> applied = await ObjectWrites.UpdateStatusAsync<AgentState, V1Alpha1Agent>(
            api,
            ApiPaths.AgentStatus(state.Key),
            StatusUpdates.Of(state.Agent, status, ApiJson.Default.V1Alpha1AgentStatus),
            ApiJson.Default.V1Alpha1Agent,
            (s, agent) => s with { Agent = agent },
            cancellationToken
        );
        if (applied.Progress == Progress.Continue)
            logger.LogInformation("agent {Key}: {Running} running, {Queued} queued", state.Key, status.Running ?? 0, status.Queued ?? 0);
        return applied;
    }

    private async Task<Applied<AgentState>> ReportPositionAsync(AgentAction.ReportPosition report, CancellationToken cancellationToken)
    {
        // Crash before or after this: a Task doesn't learn its new position until the queue changes again. A Task that has changed is left
        // out: its own event reports.
        V1ObjectMeta metadata = report.Task.Metadata;
        var key = new ObjectKey(metadata.NamespaceProperty, metadata.Name);
        ApiResult<V1Alpha1Task> result = await api.UpdateAsync(
            ApiPaths.TaskStatus(key),
            StatusUpdates.Of(report.Task, report.Status, ApiJson.Default.V1Alpha1TaskStatus),
            ApiJson.Default.V1Alpha1Task,
            cancellationToken
        );
        if (!result.Succeeded(out V1Alpha1Task? written, out ApiError? error) && !error.IsConflict && error.Code != HttpStatusCode.NotFound)
        {
            throw new ApiException($"PUT status of task {key}", error);
        }

        return new(Progress.Continue, s =>
            s with
            {
                Tasks = written is null
                    ? s.Tasks!.Value.RemoveAll(t => t.Metadata.Uid == metadata.Uid)
                    : [.. s.Tasks!.Value.Select(t => t.Metadata.Uid == metadata.Uid ? written : t)],
            }
        );
    }
}
