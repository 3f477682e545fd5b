using KubeTask.Scaler.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Hosting;

/// <summary>Runs the watches.</summary>
internal sealed class WatchService(
    KubernetesApi api, WorkIndex index, WatchSettings settings, TimeProvider time, Random random, ILogger<WatchService> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        logger.LogInformation("watching {Address}", api.Address);
        return Task.WhenAll(
            new ObjectWatch<ObservedTask>(api, ObservedKinds.Tasks, index, settings, time, new Random(random.Next()), logger).RunAsync(stoppingToken),
            new ObjectWatch<ObservedConfig>(api, ObservedKinds.Configs, index, settings, time, new Random(random.Next()), logger).RunAsync(stoppingToken),
            new ObjectWatch<ObservedJob>(api, ObservedKinds.Jobs, index, settings, time, new Random(random.Next()), logger).RunAsync(stoppingToken));
    }
}
