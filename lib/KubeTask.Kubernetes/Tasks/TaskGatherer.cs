using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Slots;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Tasks;

/// <summary>Reads what a decision about a Task needs to see.</summary>
public sealed class TaskGatherer(IApiClient api, RecentObjects recent, string releaseNamespace) : IGatherer<TaskState, Need>
{
    /// <summary>A Context with more characters is read for each Task.</summary>
    private const int SmallContext = 64 * 1024;

    /// <summary>The namespace of the fallback KubeTaskConfig.</summary>
    public string ReleaseNamespace { get; } = releaseNamespace;

    /// <summary>The image of the init container that fetches Git Contexts, where no KubeTaskConfig names one.</summary>
    public string InitImage { get; init; } = KubeTaskApi.DefaultInitImage;

    /// <summary>
    /// The Task, or null if it is gone. If the call is about a Job, its pods are read at the same time, and the Job too, unless it was
    /// observed that it has ended.
    /// </summary>
    public async Task<TaskState?> BeginAsync(ObjectKey task, ObjectKey? job, TaskDelivery observed, CancellationToken cancellationToken)
    {
        Task<V1Alpha1Task?> reading = api.GetAsync(ApiPaths.Task(task), ApiJson.Default.V1Alpha1Task, cancellationToken);
        string? ended = observed.Facts?.EndedJobUid;
        Task<ImmutableArray<V1Pod>>? pods = job is { } of ? ReadPodsAsync(of, observed.Data?.Pods ?? [], ended, cancellationToken) : null;
        Task<Func<TaskState, TaskState>>? besides = job is { } key && ended is null ? ReadJobAsync(key, cancellationToken) : null;
        await Task.WhenAll(new Task?[] { reading, pods, besides }.OfType<Task>());
        if (await reading is not { } found)
            return null;
        var state = new TaskState
        {
            Task = found,
            ReleaseNamespace = ReleaseNamespace,
            InitImage = InitImage,
            Observed = observed.Facts,
            SurplusUid = observed.SurplusUid,
            Seen = observed.Data?.Seen,
        };
        if (pods is not null)
            state = state with { Pods = state.Pods.SetItem(job!.Value, await pods) };
        return besides is null ? state : (await besides)(state);
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

    private async Task<Func<TaskState, TaskState>> ReadJobAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        V1Job? job = await api.GetAsync(ApiPaths.Job(key), ApiJson.Default.V1Job, cancellationToken);
        return s => WithJob(s, key, job);
    }

    /// <summary>
    /// The pods of a Job. To list them costs the API server a look at every pod of the namespace. So those that were observed are read by
    /// name. If the Job has ended, its last pod is enough, however old the API server's cache is.
    /// </summary>
    /// <param name="job">The Job.</param>
    /// <param name="names">Pods that were observed.</param>
    /// <param name="ended">The Job's uid, if it has ended.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    private async Task<ImmutableArray<V1Pod>> ReadPodsAsync(
        ObjectKey job,
        IReadOnlyCollection<string> names,
        string? ended,
        CancellationToken cancellationToken
    )
    {
        V1Pod?[] named = await Task.WhenAll(
            names.Select(n => api.GetAsync(ApiPaths.Pod(job with { Name = n }), ApiJson.Default.V1Pod, cancellationToken))
        );
        ImmutableArray<V1Pod> found =
        [
            .. named.OfType<V1Pod>().Where(p => p.Metadata.OwnerReferences?.Any(o => o.Name == job.Name) == true),
        ];
        if (ended is null ? !found.IsEmpty : AttemptPods.IsTheLast(found, ended))
            return found;
        ImmutableArray<V1Pod> cached = ended is null ? [] : await ListPodsAsync(job, "0", cancellationToken);
        return ended is not null && AttemptPods.IsTheLast(cached, ended) ? cached : await ListPodsAsync(job, null, cancellationToken);
    }

    private async Task<ImmutableArray<V1Pod>> ListPodsAsync(ObjectKey job, string? notBefore, CancellationToken cancellationToken) =>
        [
            .. await api.ListNotOlderAsync<V1PodList, V1Pod>(
                ApiPaths.PodsOfJob(job),
                notBefore,
                ApiJson.Default.V1PodList,
                cancellationToken
            ),
        ];

    /// <summary>An Agent that can't be read fails its Tasks: trying again wouldn't change it.</summary>
    private async Task<Func<TaskState, TaskState>> ReadAgentAsync(Need need, string? notBefore, CancellationToken cancellationToken)
    {
        try
        {
            V1Alpha1Agent? agent = await recent.GetAsync(
                api,
                ApiPaths.Agent(need.Key),
                notBefore,
                ApiJson.Default.V1Alpha1Agent,
                // Each Task that takes a slot changes the Agent.
                a => !AgentLedger.IsLimited(a.Spec),
                cancellationToken
            );
            return s => s with { Agents = s.Agents.SetItem(need.Key, agent) };
        }
        catch (UnreadableObjectException e)
        {
            return s => s with { Unreadable = s.Unreadable.SetItem(need, e.What) };
        }
    }

    private async Task<Func<TaskState, TaskState>> ReadCurrentAgentAsync(Need need, CancellationToken cancellationToken)
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

    /// <inheritdoc/>
    public async Task<Func<TaskState, TaskState>> ReadAsync(TaskState state, Need need, CancellationToken cancellationToken)
    {
        ObjectKey key = need.Key;
        switch (need)
        {
            case Need.Agent:
                return await ReadAgentAsync(need, state.Seen?.Agents, cancellationToken);
            case Need.CurrentAgent:
                return await ReadCurrentAgentAsync(need, cancellationToken);
            case Need.CountedTask:
                V1Alpha1Task? counted = await GetAsync(ApiPaths.Task(key), ApiJson.Default.V1Alpha1Task);
                return s => s with { CountedTasks = s.CountedTasks.SetItem(key, counted) };
            case Need.Context:
                V1Alpha1Context? context = await recent.GetAsync(
                    api,
                    ApiPaths.Context(key),
                    state.Seen?.Contexts,
                    ApiJson.Default.V1Alpha1Context,
                    c => c.Spec.Inline is not { Content.Length: > SmallContext },
                    cancellationToken
                );
                return s => s with { Contexts = s.Contexts.SetItem(key, context) };
            case Need.ConfigMap:
                V1ConfigMap? configMap = await GetAsync(ApiPaths.ConfigMap(key), ApiJson.Default.V1ConfigMap);
                return s => s with { ConfigMaps = s.ConfigMaps.SetItem(key, configMap) };
            case Need.Config:
                V1Alpha1KubeTaskConfig? config = await recent.GetAsync(
                    api,
                    ApiPaths.Config(key),
                    state.Seen?.Configs,
                    ApiJson.Default.V1Alpha1KubeTaskConfig,
                    _ => true,
                    cancellationToken
                );
                return s => s with { Configs = s.Configs.SetItem(key, config) };
            case Need.Job:
                return await ReadJobAsync(key, cancellationToken);
            case Need.Pods:
                string? ended =
                    state.Jobs.GetValueOrDefault(key) is not { } known ? state.Observed?.EndedJobUid
                    : JobOutcome.Of(known).Ended ? known.Metadata.Uid
                    : null;
                ImmutableArray<V1Pod> pods = await ReadPodsAsync(key, state.SeenPods, ended, cancellationToken);
                return s => s with { Pods = s.Pods.SetItem(key, pods) };
            case Need.PodEvents:
                Corev1EventList? events = await GetAsync(ApiPaths.EventsOfPod(key), ApiJson.Default.Corev1EventList);
                return s => s with { PodEvents = s.PodEvents.SetItem(key, [.. events?.Items ?? []]) };
            case Need.JobEvents:
                Corev1EventList? jobEvents = await GetAsync(ApiPaths.EventsOfJob(key), ApiJson.Default.Corev1EventList);
                return s => s with { JobEvents = s.JobEvents.SetItem(key, [.. jobEvents?.Items ?? []]) };
            default:
                throw new ArgumentOutOfRangeException(nameof(need), need, "unknown kind of need");
        }

        Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type)
            where T : class => api.GetAsync(path, type, cancellationToken);
    }
}
