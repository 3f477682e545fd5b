using System.Text.Json;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Kubernetes.Api;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes.Cron;

/// <summary>The outcome of a tick.</summary>
/// <param name="Seen">How many CronTasks exist.</param>
/// <param name="WithWork">How many of them had work.</param>
/// <param name="Failed">How many of those could not be reconciled. The next tick tries again.</param>
public sealed record TickOutcome(int Seen, int WithWork, int Failed);

/// <summary>
/// Reconciles the CronTasks of all namespaces that have work: the safety net under the events. Ticks that overlap, come late or come twice
/// do no harm, because the Task of a due time has one name.
/// </summary>
public sealed class CronTaskTick(IApiClient api, CronTaskReconciler reconciler, TimeProvider time, ILogger<CronTaskTick> logger)
{
    /// <summary>
    /// How many CronTasks are reconciled at once: enough to hide the waiting, few enough to leave room at the API server for others.
    /// </summary>
    private const int AtOnce = 16;

    /// <exception cref="ApiException">The CronTasks can't be listed.</exception>
    public async Task<TickOutcome> RunAsync(CancellationToken cancellationToken)
    {
        // The list may come from the API server's cache and be old. Each CronTask that seems to have work is read again.
        List<V1Alpha1CronTask> all = await api.ListNotOlderAsync<V1Alpha1CronTaskList, V1Alpha1CronTask>(
            ApiPaths.CronTasks,
            "0",
            ApiJson.Default.V1Alpha1CronTaskList,
            cancellationToken
        );
        DateTimeOffset now = time.GetUtcNow();
        V1Alpha1CronTask[] some = [.. all.Where(c => CronTaskGlance.MayHaveWork(c, now))];
        int failed = 0;
        await Parallel.ForEachAsync(
            some,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (cronTask, token) =>
            {
                if (!await TryAsync(new ObjectKey(cronTask.Metadata.NamespaceProperty, cronTask.Metadata.Name), token))
                    Interlocked.Increment(ref failed);
            }
        );
        return new TickOutcome(all.Count, some.Length, failed);
    }

    /// <summary>A CronTask that can't be reconciled never stops the others.</summary>
    private async Task<bool> TryAsync(ObjectKey cronTask, CancellationToken cancellationToken)
    {
        try
        {
            return await reconciler.ReconcileAsync(cronTask, CronTaskDelivery.Nothing, cancellationToken);
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or JsonException or IOException)
        {
            logger.LogWarning("crontask {Key}: {Error}", cronTask, e.Message);
            return false;
        }
    }
}
