using KubeTask.Functions.OnCronTick;
using Microsoft.Azure.Functions.Worker;

namespace KubeTask.Functions.Worker;

/// <summary>Looks at all CronTasks every minute.</summary>
public sealed class CronTickTrigger(CronTickFunction function)
{
    // A monitor would keep the time of the last tick in a storage account.
    [Function(CronTickFunction.TimerName)]
    public Task RunAsync([TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo tick, CancellationToken cancellationToken) =>
        function.TickAsync(cancellationToken);
}
