using System.Text.Json;
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
        // All pages of a list show the moment of the first page, however long the last ones take.
        long since = time.GetTimestamp();
        List<V1Alpha1CronTask> all = await api.ListAsync<V1Alpha1CronTaskList, V1Alpha1CronTask>(
            ApiPaths.CronTasks,
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
                if (!await TryAsync(new CronTaskState { CronTask = cronTask }, since, token))
                    Interlocked.Increment(ref failed);
            }
        );
        return new TickOutcome(all.Count, some.Length, failed);
    }

    /// <summary>A CronTask that can't be reconciled never stops the others.</summary>
    private async Task<bool> TryAsync(CronTaskState cronTask, long since, CancellationToken cancellationToken)
    {
        try
        {
            return await reconciler.ReconcileAsync(cronTask, since, cancellationToken);
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or JsonException or IOException)
        {
            logger.LogWarning("crontask {Key}: {Error}", cronTask.Key, e.Message);
            return false;
        }
    }
}
