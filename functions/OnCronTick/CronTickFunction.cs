using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Cron;

namespace KubeTask.Functions.OnCronTick;

/// <summary>
/// Creates the Tasks of CronTasks. The scaler's event names one CronTask that has work, to the second. The timer looks at all of them
/// every minute, in case an event didn't arrive. Either is enough, and both together create nothing twice (docs/adr/0011).
/// </summary>
public sealed class CronTickFunction(CronTaskReconciler reconciler, CronTaskTick tick) : IEventFunction
{
    /// <summary>The name of the timer, and of the event's route.</summary>
    public const string Name = "OnCronTick";

    /// <summary>When more CronTasks than this are due, their Tasks are created before their statuses are written.</summary>
    private const int LargeBacklog = 100;

    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent cloudEvent, CancellationToken cancellationToken)
    {
        (ObjectKey? cronTask, string? error) = cloudEvent.ParseSubject();
        if (cronTask is not { } key)
            return FunctionOutcome.BadEvent(error!);
        if (cloudEvent.ResourceVersion is { } version && !version.All(char.IsAsciiDigit))
            return FunctionOutcome.BadEvent($"resourceversion: \"{version}\" is not a number; write metadata.resourceVersion, or nothing");
        bool many = cloudEvent.Backlog > LargeBacklog;
        var observed = new CronTaskDelivery
        {
            Version = cloudEvent.ResourceVersion,
            CronTask = cloudEvent.Data?.CronTask,
            SeenTasks = cloudEvent.Data?.Seen?.Tasks,
            Created = cloudEvent.Created,
            Task = cloudEvent.Data?.Task,
            OneOfMany = many,
        };
        return await (
            many && observed.Created is null
                ? reconciler.StartOnlyAsync(key, observed, cancellationToken)
                : reconciler.ReconcileAsync(key, observed, cancellationToken)
        )
            ? FunctionOutcome.Done
            : FunctionOutcome.Requeue;
    }

    /// <summary>The timer's call.</summary>
    /// <exception cref="ApiException">The CronTasks can't be listed.</exception>
    public Task<TickOutcome> TickAsync(CancellationToken cancellationToken) => tick.RunAsync(cancellationToken);
}
