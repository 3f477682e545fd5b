using KubeTask.Core;
using KubeTask.Core.Events;
using KubeTask.Kubernetes;

namespace KubeTask.Functions;

/// <summary>
/// Makes the Tasks of CronTasks. The scaler's event names one that has something to do, to the second; the timer looks at all of them every minute, for whatever
/// the events didn't bring. Either is enough, both together make nothing twice (docs/adr/0011).
/// </summary>
public sealed class OnCronTick(CronTaskReconciler reconciler, CronTaskTick tick) : IEventFunction
{
    /// <summary>The name by which the Functions host calls it for its timer: <c>POST /OnCronTick</c>.</summary>
    public const string TimerName = nameof(OnCronTick);

    /// <summary>When more CronTasks than this are due, their Tasks come before the statuses.</summary>
    private const int LargeBacklog = 100;

    public async Task<FunctionOutcome> RunAsync(KubeTaskEvent happened, CancellationToken cancellationToken)
    {
        (ObjectKey? cronTask, string? error) = happened.ParseSubject();
        if (cronTask is not { } key)
            return FunctionOutcome.BadEvent(error!);
        if (happened.ResourceVersion is { } version && !version.All(char.IsAsciiDigit))
            return FunctionOutcome.BadEvent($"resourceversion: \"{version}\" is not a number; write metadata.resourceVersion, or nothing");
        bool hurry = happened.Backlog > LargeBacklog;
        return await (
            hurry
                ? reconciler.StartOnlyAsync(key, happened.ResourceVersion, cancellationToken)
                : reconciler.ReconcileAsync(key, cancellationToken)
        )
            ? FunctionOutcome.Done
            : FunctionOutcome.Again;
    }

    /// <summary>The timer's call.</summary>
    /// <exception cref="ApiException">The CronTasks can't be listed.</exception>
    public Task<TickOutcome> TickAsync(CancellationToken cancellationToken) => tick.RunAsync(cancellationToken);
}
