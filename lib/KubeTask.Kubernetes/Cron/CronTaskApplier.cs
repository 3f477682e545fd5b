using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Patches;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Reconciling;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes.Cron;

/// <summary>
/// Carries out the actions of one decision about a CronTask. Each has a precondition (a name, a uid or a resourceVersion), so each may be
/// repeated. The comments say what a crash right after it leaves behind, and what continues from there.
/// </summary>
public sealed class CronTaskApplier(IApiClient api, EventRecorder events, ILogger<CronTaskApplier> logger)
    : IApplier<CronTaskState, CronTaskAction>
{
    private static readonly CreateResults<CronTaskState, V1Alpha1Task> s_created = new(
        Created: (s, key, task) => s with { Tasks = s.Tasks.SetItem(key.Name, task), MadeTask = true },
        Existing: (s, key, task) => s with { Tasks = s.Tasks.SetItem(key.Name, task) },
        Refused: (s, key, message) => s with { Refused = s.Refused.SetItem(key.Name, message) },
        RefusedForNow: (s, key, message) => s with { RefusedForNow = s.RefusedForNow.SetItem(key.Name, message) }
    );

    /// <inheritdoc/>
    public async Task<Applied<CronTaskState>> ApplyAsync(CronTaskState state, CronTaskAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case CronTaskAction.CreateTask create:
                // Crash after this: the Task exists and the due time is still open. The next event decides on the same due time, finds this
                // Task by its name and recognizes it by the owner's uid; or it decides on a later one, and counts this one as handled.
                return await ObjectWrites.CreateAsync(
                    api,
                    logger,
                    ApiPaths.Tasks(state.Key.Namespace),
                    ApiPaths.Task,
                    create.Task,
                    ApiJson.Default.V1Alpha1Task,
                    s_created,
                    cancellationToken
                );
            case CronTaskAction.DeleteTask delete:
                // Crash after this: before a replacement, the due time is still open and the next event creates its Task. In the history,
                // the next event deletes the others that are over the limit. The uid protects another Task of the same name.
                await api.DeleteAsync(ApiPaths.Task(state.Key with { Name = delete.Name }), delete.Uid, null, cancellationToken);
                logger.LogInformation(
                    "deleted Task {Namespace}/{Name} of crontask {CronTask}",
                    state.Key.Namespace,
                    delete.Name,
                    state.Key.Name
                );
                return new(Progress.Continue, s => s with { Tasks = s.Tasks.SetItem(delete.Name, null) });
            case CronTaskAction.WriteStatus write:
                // Crash after this: ended Tasks may be over the limits until the next event. Crash before it: the old status stands, and
                // the next event decides on the same one, with the Tasks that were created.
                return await ObjectWrites.UpdateStatusAsync<CronTaskState, V1Alpha1CronTask>(
                    api,
                    ApiPaths.CronTaskStatus(state.Key),
                    StatusUpdates.Of(state.CronTask, write.Status, ApiJson.Default.V1Alpha1CronTaskStatus),
                    ApiJson.Default.V1Alpha1CronTask,
                    (s, written) => s with { CronTask = written },
                    cancellationToken
                );
            case CronTaskAction.RecordEvent record:
                // Crash after this: the Event exists, and a repeat has the same name. Crash before it: the repeat records it, unless the
                // status is written by then.
                await events.RecordAsync(
                    "CronTask",
                    state.CronTask.Metadata,
                    record.Name,
                    record.Type,
                    record.Reason,
                    record.Message,
                    cancellationToken
                );
                return new(Progress.Continue);
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action");
        }
    }
}
