using KubeTask.Functions.OnCronTick;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace KubeTask.Functions.Worker;

/// <summary>The function that the clock starts.</summary>
public sealed class TimerTriggers(TickReception ticks, ILogger<TimerTriggers> logger)
{
    // A monitor would keep the time of the last tick in a storage account.
    [Function(CronTickFunction.Name)]
    public async Task OnCronTickAsync([TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo tick, CancellationToken cancellationToken)
    {
        (bool succeeded, string message) = await ticks.TickAsync(cancellationToken);
        if (succeeded)
            logger.LogInformation("{Message}", message);
    }
}
