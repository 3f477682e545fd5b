using System.Net;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Patches;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes;

/// <summary>
/// Carries out the actions of one decision about a CronTask, all at once. Each has a precondition, a name, a uid or a resourceVersion, so that each may
/// be repeated; the comments say what a crash right after it leaves, and what takes that up.
/// </summary>
public sealed class CronTaskApplier(IApiClient api, EventRecorder events, ILogger<CronTaskApplier> logger)
{
    private readonly record struct Outcome(Applied Applied, Func<CronTaskState, CronTaskState>? Add);

    public async Task<(Applied Applied, CronTaskState State)> ApplyAsync(
        CronTaskState state,
        IEnumerable<CronTaskAction> actions,
        CancellationToken cancellationToken
    )
    {
        Outcome[] outcomes = await Task.WhenAll(actions.Select(a => ApplyAsync(state, a, cancellationToken)));
        CronTaskState next = outcomes.Aggregate(state, (current, outcome) => outcome.Add?.Invoke(current) ?? current);
        return (outcomes.Max(o => o.Applied), next);
    }

    private async Task<Outcome> ApplyAsync(CronTaskState state, CronTaskAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case CronTaskAction.CreateTask create:
                return await CreateAsync(state, create.Task, cancellationToken);
            case CronTaskAction.DeleteTask delete:
                // Crash after this: before a replacement, the due time is still open and the next event makes its Task; of the history, the others
                // over the limit go with the next event. The uid keeps another Task of the name safe.
                await api.DeleteAsync(ApiPaths.Task(state.Key with { Name = delete.Name }), delete.Uid, null, cancellationToken);
                logger.LogInformation(
                    "task {Namespace}/{Name} of crontask {CronTask} is deleted",
                    state.Key.Namespace,
                    delete.Name,
                    state.Key.Name
                );
                return new Outcome(Applied.GoOn, s => s with { Tasks = s.Tasks.SetItem(delete.Name, null) });
            case CronTaskAction.WriteStatus write:
                return await WriteStatusAsync(state, write.Status, cancellationToken);
            case CronTaskAction.RecordEvent record:
                // Crash after this: told already; the repeat has the same name. Crash before it: told by the repeat, unless the status is written by then.
                await events.RecordAsync(
                    "CronTask",
                    state.CronTask.Metadata,
                    record.Name,
                    record.Type,
                    record.Reason,
                    record.Message,
                    cancellationToken
                );
                return new Outcome(Applied.GoOn, null);
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action");
        }
    }

    private async Task<Outcome> CreateAsync(CronTaskState state, V1Alpha1Task task, CancellationToken cancellationToken)
    {
        // Crash after this: the Task is there and the due time is still open. The next event comes to the same due time, finds this Task by its name and
        // takes it for its own by the owner's uid; or it comes to a later one, and counts this one as made.
        string name = task.Metadata.Name;
        string collection = ApiPaths.Tasks(state.Key.Namespace);
        ApiResult<V1Alpha1Task> result = await api.CreateAsync(collection, task, ApiJson.Default.V1Alpha1Task, cancellationToken);
        if (result.Succeeded(out V1Alpha1Task? made, out ApiError? error))
        {
            logger.LogInformation("crontask {Key} made task {Task}", state.Key, name);
            return new Outcome(Applied.GoOn, s => s with { Tasks = s.Tasks.SetItem(name, made), MadeTask = true });
        }

        if (error.IsAlreadyExists)
        {
            // Gone again between the two calls: read everything again.
            return
                await api.GetAsync(ApiPaths.Task(state.Key with { Name = name }), ApiJson.Default.V1Alpha1Task, cancellationToken)
                    is { } found
                ? new Outcome(Applied.GoOn, s => s with { Tasks = s.Tasks.SetItem(name, found) })
                : new Outcome(Applied.Stale, null);
        }

        if (error.IsNamespaceTerminating)
            return new Outcome(Applied.Gone, null);
        if (error.IsInvalid)
            return new Outcome(Applied.GoOn, s => s with { Refused = s.Refused.SetItem(name, error.Message) });
        throw new ApiException($"POST {collection}", error);
    }

    private async Task<Outcome> WriteStatusAsync(CronTaskState state, V1Alpha1CronTaskStatus status, CancellationToken cancellationToken)
    {
        // Crash after this: ended Tasks may be over the limits until the next event. Crash before it: the old status stands, and the next event comes to the
        // same one, with the Tasks that were made in it.
        V1ObjectMeta metadata = state.CronTask.Metadata;
        byte[] patch = ObjectPatches.Status(metadata, state.CronTask.Status, status, ApiJson.Default.V1Alpha1CronTaskStatus);
        ApiResult<V1Alpha1CronTask> result = await api.MergePatchAsync(
            ApiPaths.CronTaskStatus(state.Key),
            patch,
            ApiJson.Default.V1Alpha1CronTask,
            cancellationToken
        );
        if (result.Succeeded(out V1Alpha1CronTask? written, out ApiError? error))
            return new Outcome(Applied.GoOn, s => s with { CronTask = written });
        if (error.Code == HttpStatusCode.NotFound)
            return new Outcome(Applied.Gone, null);
        return error.IsConflict ? new Outcome(Applied.Stale, null) : throw new ApiException($"PATCH status of crontask {state.Key}", error);
    }
}
