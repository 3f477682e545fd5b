using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;

namespace KubeTask.Kubernetes.Cron;

/// <summary>Reads what a decision about a CronTask needs to see.</summary>
public sealed class CronTaskGatherer(IApiClient api) : IGatherer<CronTaskState, CronTaskNeed>
{
    /// <summary>The CronTask, or null if it is gone.</summary>
    /// <param name="cronTask">Its key.</param>
    /// <param name="observed">What the event says. The API server may answer from its cache if that isn't older.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<CronTaskState?> BeginAsync(ObjectKey cronTask, CronTaskDelivery observed, CancellationToken cancellationToken) =>
        await api.GetNotOlderAsync(ApiPaths.CronTask(cronTask), observed.Version, ApiJson.Default.V1Alpha1CronTask, cancellationToken)
            is { } found
            ? observed.State(found)
            : null;

    /// <inheritdoc/>
    public async Task<Func<CronTaskState, CronTaskState>> ReadAsync(
        CronTaskState state,
        CronTaskNeed need,
        CancellationToken cancellationToken
    )
    {
        switch (need)
        {
            case CronTaskNeed.AllTasks:
                List<V1Alpha1Task> tasks = await api.ListNotOlderAsync<V1Alpha1TaskList, V1Alpha1Task>(
                    ApiPaths.TasksOfCronTask(state.Key),
                    state.SeenTasks,
                    ApiJson.Default.V1Alpha1TaskList,
                    cancellationToken
                );
                return s =>
                    s with
                    {
                        Listed = true,
                        Tasks = s.Tasks.SetItems(tasks.Select(t => KeyValuePair.Create(t.Metadata.Name, (V1Alpha1Task?)t))),
                    };
            case CronTaskNeed.Task { Name: var name }:
                V1Alpha1Task? task = await api.GetNotOlderAsync(
                    ApiPaths.Task(state.Key with { Name = name }),
                    state.SeenTasks,
                    ApiJson.Default.V1Alpha1Task,
                    cancellationToken
                );
                return s => s with { Tasks = s.Tasks.SetItem(name, task) };
            default:
                throw new ArgumentOutOfRangeException(nameof(need), need, "unknown kind of need");
        }
    }
}
