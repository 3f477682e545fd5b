using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;

namespace KubeTask.Kubernetes;

/// <summary>Reads what a decision about a CronTask needs to see, all at once.</summary>
public sealed class CronTaskGatherer(IApiClient api)
{
    /// <summary>The CronTask, or null where it is gone.</summary>
    /// <param name="cronTask">Its key.</param>
    /// <param name="notBefore">A resourceVersion: one that is no older will do, which the API server has at hand without asking its store. Null for the newest.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<CronTaskState?> BeginAsync(ObjectKey cronTask, string? notBefore, CancellationToken cancellationToken) =>
        await api.GetAsync(ApiPaths.CronTask(cronTask, notBefore), ApiJson.Default.V1Alpha1CronTask, cancellationToken) is { } found
            ? new CronTaskState { CronTask = found }
            : null;

    public async Task<CronTaskState> GatherAsync(CronTaskState state, CronTaskDecision decision, CancellationToken cancellationToken)
    {
        if (decision.NeedsAllTasks)
        {
            List<V1Alpha1Task> tasks = await api.ListAsync<V1Alpha1TaskList, V1Alpha1Task>(
                ApiPaths.TasksOfCronTask(state.Key),
                ApiJson.Default.V1Alpha1TaskList,
                cancellationToken
            );
            return state with
            {
                Listed = true,
                Tasks = state.Tasks.SetItems(tasks.Select(t => KeyValuePair.Create(t.Metadata.Name, (V1Alpha1Task?)t))),
            };
        }

        KeyValuePair<string, V1Alpha1Task?>[] found = await Task.WhenAll(
            decision.Needs.Select(async name =>
                KeyValuePair.Create(
                    name,
                    await api.GetAsync(ApiPaths.Task(state.Key with { Name = name }), ApiJson.Default.V1Alpha1Task, cancellationToken)
                )
            )
        );
        return state with { Tasks = state.Tasks.SetItems(found) };
    }
}
