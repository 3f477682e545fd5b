using KubeTask.Scaler.Api;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Hosting;

/// <summary>Runs one watch for each kind.</summary>
internal sealed class WatchService(
    KubernetesApi api,
    WorkIndex index,
    WatchSettings settings,
    TimeProvider time,
    Random random,
    ILogger<WatchService> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        logger.LogInformation("watching {Address}", api.Address);
        return Task.WhenAll(
            RunAsync(ObservedKinds.Tasks, index.Tasks, stoppingToken),
            RunAsync(ObservedKinds.Jobs, index.Jobs, stoppingToken),
            RunAsync(ObservedKinds.Agents, index.Agents, stoppingToken),
            RunAsync(ObservedKinds.CronTasks, index.CronTasks, stoppingToken),
            RunAsync(ObservedKinds.Pods, index.Pods, stoppingToken),
            RunAsync(ObservedKinds.Configs, index.Configs, stoppingToken),
            RunAsync(ObservedKinds.Contexts, index.Contexts, stoppingToken)
        );
    }

    private Task RunAsync<T>(ObservedKind<T> kind, IObservedSink<T> sink, CancellationToken stoppingToken)
        where T : class, IObserved =>
        new ObjectWatch<T>(api, kind, sink, settings, time, new Random(random.Next()), logger).RunAsync(stoppingToken);
}
