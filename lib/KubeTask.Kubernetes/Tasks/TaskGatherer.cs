using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Tasks;

/// <summary>Reads what a decision about a Task needs to see.</summary>
public sealed class TaskGatherer(IApiClient api, string releaseNamespace) : IGatherer<TaskState, Need>
{
    /// <summary>
    /// The Task, or null if it is gone. If the call is about a Job, its pods are read at the same time, and the Job too, unless it was
    /// observed that it has ended.
    /// </summary>
    public async Task<TaskState?> BeginAsync(ObjectKey task, ObjectKey? job, TaskObservation? observed, CancellationToken cancellationToken)
    {
        Task<V1Alpha1Task?> reading = api.GetAsync(ApiPaths.Task(task), ApiJson.Default.V1Alpha1Task, cancellationToken);
        Need[] needs =
            job is not { } key ? []
            : observed?.EndedJobUid is not null ? [new Need.Pods(key)]
            : [new Need.Pods(key), new Need.Job(key)];
        Task<Func<TaskState, TaskState>[]> beside = Task.WhenAll(needs.Select(n => ReadAsync(n, cancellationToken)));
        await Task.WhenAll(reading, beside);
        return await reading is { } found
            ? (await beside).Aggregate(
                new TaskState
                {
                    Task = found,
                    ReleaseNamespace = releaseNamespace,
                    Observed = observed,
                },
                (state, add) => add(state)
            )
            : null;
    }

    /// <summary>
    /// Adds a Job. If it has ended or is gone, pods that were read before may be older than its end. They count if one of them has ended.
    /// Otherwise they are read again.
    /// </summary>
    private static TaskState WithJob(TaskState state, ObjectKey key, V1Job? job)
    {
        TaskState known = state with { Jobs = state.Jobs.SetItem(key, job) };
        return
            (job is null || JobOutcome.Of(job).Ended)
            && state.Pods.TryGetValue(key, out ImmutableArray<V1Pod> pods)
            && pods.All(p => p.Status?.Phase is not ("Succeeded" or "Failed"))
            ? known with
            {
                Pods = known.Pods.Remove(key),
            }
            : known;
    }

    /// <inheritdoc/>
    public Task<Func<TaskState, TaskState>> ReadAsync(TaskState state, Need need, CancellationToken cancellationToken) =>
        ReadAsync(need, cancellationToken);

    /// <summary>An Agent that can't be read fails its Tasks: trying again wouldn't change it.</summary>
    private async Task<Func<TaskState, TaskState>> ReadAgentAsync(Need need, CancellationToken cancellationToken)
    {
        try
        {
            V1Alpha1Agent? agent = await api.GetAsync(ApiPaths.Agent(need.Key), ApiJson.Default.V1Alpha1Agent, cancellationToken);
            return s => s with { Agents = s.Agents.SetItem(need.Key, agent) };
        }
        catch (UnreadableObjectException e)
        {
            return s => s with { Unreadable = s.Unreadable.SetItem(need, e.What) };
        }
    }

    private async Task<Func<TaskState, TaskState>> ReadAsync(Need need, CancellationToken cancellationToken)
    {
        ObjectKey key = need.Key;
        switch (need)
        {
            case Need.Agent:
                return await ReadAgentAsync(need, cancellationToken);
            case Need.Context:
                V1Alpha1Context? context = await GetAsync(ApiPaths.Context(key), ApiJson.Default.V1Alpha1Context);
                return s => s with { Contexts = s.Contexts.SetItem(key, context) };
            case Need.ConfigMap:
                V1ConfigMap? configMap = await GetAsync(ApiPaths.ConfigMap(key), ApiJson.Default.V1ConfigMap);
                return s => s with { ConfigMaps = s.ConfigMaps.SetItem(key, configMap) };
            case Need.Config:
                V1Alpha1KubeTaskConfig? config = await GetAsync(ApiPaths.Config(key), ApiJson.Default.V1Alpha1KubeTaskConfig);
                return s => s with { Configs = s.Configs.SetItem(key, config) };
            case Need.Job:
                V1Job? job = await GetAsync(ApiPaths.Job(key), ApiJson.Default.V1Job);
                return s => WithJob(s, key, job);
            case Need.Pods:
                V1PodList? pods = await GetAsync(ApiPaths.PodsOfJob(key), ApiJson.Default.V1PodList);
                return s => s with { Pods = s.Pods.SetItem(key, [.. pods?.Items ?? []]) };
            case Need.PodEvents:
                Corev1EventList? events = await GetAsync(ApiPaths.EventsOfPod(key), ApiJson.Default.Corev1EventList);
                return s => s with { PodEvents = s.PodEvents.SetItem(key, [.. events?.Items ?? []]) };
            case Need.JobEvents:
                Corev1EventList? jobEvents = await GetAsync(ApiPaths.EventsOfJob(key), ApiJson.Default.Corev1EventList);
                return s => s with { JobEvents = s.JobEvents.SetItem(key, [.. jobEvents?.Items ?? []]) };
            case Need.NamespaceTasks:
                List<V1Alpha1Task> namespaceTasks = await api.ListAsync<V1Alpha1TaskList, V1Alpha1Task>(
                    ApiPaths.Tasks(key.Namespace),
                    ApiJson.Default.V1Alpha1TaskList,
                    cancellationToken
                );
                return s => s with { NamespaceTasks = [.. namespaceTasks] };
            default:
                throw new ArgumentOutOfRangeException(nameof(need), need, "unknown kind of need");
        }

        Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type)
            where T : class => api.GetAsync(path, type, cancellationToken);
    }
}
