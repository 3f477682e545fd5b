using System.Text.Json;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes;

/// <summary>What a look at all CronTasks came to.</summary>
/// <param name="Seen">CronTasks that there are.</param>
/// <param name="WithWork">Those that had something to do.</param>
/// <param name="Failed">Those of them that could not be brought on; the next tick tries again.</param>
public sealed record TickOutcome(int Seen, int WithWork, int Failed);

/// <summary>
/// Looks at the CronTasks of all namespaces and brings on those that have something to do: the net under the events. Several at once, late, or twice do no
/// harm, for each due time's Task has one name.
/// </summary>
public sealed class CronTaskTick(IApiClient api, CronTaskReconciler reconciler, TimeProvider time, ILogger<CronTaskTick> logger)
{
    /// <summary>How many CronTasks are worked on at once: enough to hide the waiting, few enough to leave others their turn at the API server.</summary>
    private const int AtOnce = 16;

    /// <exception cref="ApiException">The CronTasks can't be listed.</exception>
    public async Task<TickOutcome> RunAsync(CancellationToken cancellationToken)
    {
        // The pages of a list all show the moment of the first one, however long the last ones take.
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

    /// <summary>One that can't be brought on never stops the others.</summary>
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
