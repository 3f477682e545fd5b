using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Patches;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes.Tasks;

/// <summary>
/// Carries out the actions of one decision about a Task. Each has a precondition (a name, a uid or a resourceVersion), so each may be
/// repeated. The comments say what a crash right after it leaves behind, and what continues from there.
/// </summary>
public sealed class TaskApplier(IApiClient api, EventRecorder events, ILogger<TaskApplier> logger) : IApplier<TaskState, TaskAction>
{
    private static readonly CreateResults<TaskState, V1ConfigMap> s_configMap = Results<V1ConfigMap>(
        (s, key, found) => s with { ContextConfigMaps = s.ContextConfigMaps.SetItem(key, found) }
    );

    private static readonly CreateResults<TaskState, V1Job> s_job = Results<V1Job>(
        (s, key, found) => s with { Jobs = s.Jobs.SetItem(key, found) }
    );

    /// <inheritdoc/>
    public async Task<Applied<TaskState>> ApplyAsync(TaskState state, TaskAction action, CancellationToken cancellationToken)
    {
        string ns = state.Key.Namespace;
        switch (action)
        {
            case TaskAction.CreateConfigMap create:
                // Crash after this: the ConfigMap exists without a Job. The Task is still Pending, so the next event builds both again,
                // finds this one by its name, and recognizes it by the owner's uid.
                return await ObjectWrites.CreateAsync(
                    api,
                    logger,
                    ApiPaths.ConfigMaps(ns),
                    ApiPaths.ConfigMap,
                    create.ConfigMap,
                    ApiJson.Default.V1ConfigMap,
                    s_configMap,
                    cancellationToken
                );
            case TaskAction.CreateJob create:
                // Crash after this: the Job runs and the Task says Pending. The next event tries to create the same Job, finds this one,
                // and writes the status from it. Crash before the ConfigMap is created: the pod waits until the next event creates it.
                return await ObjectWrites.CreateAsync(
                    api,
                    logger,
                    ApiPaths.Jobs(ns),
                    ApiPaths.Job,
                    create.Job,
                    ApiJson.Default.V1Job,
                    s_job,
                    cancellationToken
                );
            case TaskAction.DeleteJob delete:
                // Crash after this: the Job is gone, and the Task's next event decides again. The uid protects another Job of that name.
                await api.DeleteAsync(ApiPaths.Job(delete.Key), delete.Uid, null, cancellationToken);
                return new(Progress.Continue, s => s with { Jobs = s.Jobs.SetItem(delete.Key, null) });
            case TaskAction.DeleteConfigMap delete:
                // Crash after this: as after the Job's deletion.
                await api.DeleteAsync(ApiPaths.ConfigMap(delete.Key), delete.Uid, null, cancellationToken);
                return new(Progress.Continue, s => s with { ContextConfigMaps = s.ContextConfigMaps.Remove(delete.Key) });
            case TaskAction.DeleteTask delete:
                // Crash after this: the garbage collector deletes what the Task owns. If the Task has changed, the scaler observes that and
                // sends another event.
                await api.DeleteAsync(ApiPaths.Task(state.Key), delete.Uid, delete.ResourceVersion, cancellationToken);
                logger.LogInformation("deleted task {Key}: its time to live after the end is over", state.Key);
                return new(Progress.Gone);
            case TaskAction.StopPod stop:
                // Crash after this: the pod ends, its Job fails, and this wakes the functions. Crash before it: the annotation is there.
                return await StopAsync(
                    ApiPaths.Pod(stop.Key),
                    ObjectPatches.Deadline(stop.Uid, seconds: 1, stop.AgentEnded ? Annotations.AgentEnded : null),
                    ApiJson.Default.V1Pod,
                    (s, pod) =>
                        s with
                        {
                            Pods = s.Pods.SetItem(stop.Job, [.. s.Pods[stop.Job].Select(p => p.Metadata.Uid == stop.Uid ? pod : p)]),
                        },
                    cancellationToken
                );
            case TaskAction.StopJob stop:
                // Crash after this: the Job fails, and this wakes the functions. Crash before it: the annotation is there.
                return await StopAsync(
                    ApiPaths.Job(stop.Key),
                    ObjectPatches.StopJob(stop.Uid, stop.Now),
                    ApiJson.Default.V1Job,
                    (s, job) => s with { Jobs = s.Jobs.SetItem(stop.Key, job) },
                    cancellationToken
                );
            case TaskAction.LabelAgent label:
                // Crash after this: the label is set, and the next event continues from there.
                return await ObjectWrites.PatchAsync<TaskState, V1Alpha1Task>(
                    api,
                    ApiPaths.Task(state.Key),
                    ObjectPatches.Label(state.Task.Metadata, Labels.Agent, label.Value),
                    ApiJson.Default.V1Alpha1Task,
                    (s, written) => s with { Task = written },
                    cancellationToken
                );
            case TaskAction.TakeSlot take:
                return await TakeSlotAsync(state, take, cancellationToken);
            case TaskAction.CountUsage count:
                return await CountUsageAsync(state, count, cancellationToken);
            case TaskAction.WriteStatus write:
                return await WriteStatusAsync(state, write.Status, cancellationToken);
            case TaskAction.RecordEvent record:
                return await RecordAsync(state, record, cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action");
        }
    }

    private async Task<Applied<TaskState>> StopAsync<T>(
        string path,
        byte[] patch,
        JsonTypeInfo<T> type,
        Func<TaskState, T, TaskState> add,
        CancellationToken cancellationToken
    )
        where T : class
    {
        ApiResult<T> result = await api.MergePatchAsync(path, patch, type, cancellationToken);
        if (result.Succeeded(out T? stopped, out ApiError? error))
        {
            logger.LogInformation("{Path} is being stopped", path);
            return new(Progress.Continue, s => add(s, stopped));
        }

        // Gone, or another object by now: read again.
        return error.Code is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict
            ? new(Progress.Stale)
            : throw new ApiException($"PATCH {path}", error);
    }

    private async Task<Applied<TaskState>> TakeSlotAsync(TaskState state, TaskAction.TakeSlot take, CancellationToken cancellationToken)
    {
        // Crash after this: the slot belongs to the Task, by its uid, and the next event continues. If the Task never continues, it keeps
        // the slot until it ends.
        V1Alpha1Agent agent = state.Agents[take.Agent]!;
        ApiResult<V1Alpha1Agent> result = await api.UpdateAsync(
            ApiPaths.AgentStatus(take.Agent),
            StatusUpdates.Of(agent, take.Status, ApiJson.Default.V1Alpha1AgentStatus),
            ApiJson.Default.V1Alpha1Agent,
            cancellationToken
        );
        if (result.Succeeded(out V1Alpha1Agent? written, out ApiError? error))
            return new(Progress.Continue, s => s with { Agents = s.Agents.SetItem(take.Agent, written) });
        // Another Task was faster, or the Agent is gone: read only the Agent again, and not from a cache, which may be as old as before.
        return error.IsConflict || error.Code == System.Net.HttpStatusCode.NotFound
            ? new(Progress.Continue, s => s with { Agents = s.Agents.Remove(take.Agent), Seen = null })
            : throw new ApiException($"PUT status of agent {take.Agent}", error);
    }

    private async Task<Applied<TaskState>> CountUsageAsync(
        TaskState state,
        TaskAction.CountUsage count,
        CancellationToken cancellationToken
    )
    {
        // Crash after this: the Agent's list has the Task's uid, and the next event only marks the Task. Crash before it: the Task isn't
        // marked, which is work, and the next event counts it.
        V1Alpha1Agent agent = state.Agents[count.Agent]!;
        Applied<TaskState> applied = await ObjectWrites.UpdateStatusAsync<TaskState, V1Alpha1Agent>(
            api,
            ApiPaths.AgentStatus(count.Agent),
            StatusUpdates.Of(agent, count.Status, ApiJson.Default.V1Alpha1AgentStatus),
            ApiJson.Default.V1Alpha1Agent,
            (s, written) => s with { Agents = s.Agents.SetItem(count.Agent, written) },
            cancellationToken
        );
        // The Agent is gone: the next reading finds that out, and marks the Task.
        return applied.Progress == Progress.Gone ? new(Progress.Stale) : applied;
    }

    private async Task<Applied<TaskState>> WriteStatusAsync(TaskState state, V1Alpha1TaskStatus status, CancellationToken cancellationToken)
    {
        // Crash after this: nothing is left to do. Crash before it: the old status stands, and the next event decides on the same one.
        Applied<TaskState> applied = await ObjectWrites.UpdateStatusAsync<TaskState, V1Alpha1Task>(
            api,
            ApiPaths.TaskStatus(state.Key),
            StatusUpdates.Of(state.Task, status, ApiJson.Default.V1Alpha1TaskStatus),
            ApiJson.Default.V1Alpha1Task,
            (s, written) => s with { Task = written },
            cancellationToken
        );
        if (applied.Progress != Progress.Continue)
            return applied;
        // The mark of a count comes after the end, which is in the log already.
        if (status.UsageCounted is not null && state.Task.Status?.UsageCounted is null)
            logger.LogInformation("the usage of task {Key} is counted", state.Key);
        else
            logger.LogInformation("task {Key} is {Phase}: {Message}", state.Key, status.Phase, status.Message);
        return applied;
    }

    private static CreateResults<TaskState, T> Results<T>(Func<TaskState, ObjectKey, T, TaskState> add) =>
        new(Created: add, Existing: add, Refused: (s, key, message) => s with { Refused = s.Refused.SetItem(key, message) });

    private async Task<Applied<TaskState>> RecordAsync(TaskState state, TaskAction.RecordEvent record, CancellationToken cancellationToken)
    {
        // Crash after this: the Event exists, and a repeat has the same name. Crash before it: the repeat records it, unless the status is
        // written by then.
        await events.RecordAsync("Task", state.Task.Metadata, record.Name, record.Type, record.Reason, record.Message, cancellationToken);
        return new(Progress.Continue);
    }
}
