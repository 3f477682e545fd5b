using System.Text.Json;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Cron;

namespace KubeTask.Functions.OnCronTick;

/// <summary>
/// Takes the timer's call, and says in one line what came of it. One tick at a time: a second one would find nothing more.
/// </summary>
public sealed class TickReception(CronTickFunction function, ILogger<CronTickFunction> logger) : IDisposable
{
    private readonly SemaphoreSlim _ticking = new(1);

    /// <summary>Looks at all CronTasks.</summary>
    /// <returns>Whether the tick succeeded, and a line for the log.</returns>
    public async Task<(bool Succeeded, string Message)> TickAsync(CancellationToken cancellationToken)
    {
        if (!_ticking.Wait(0, cancellationToken))
            return (true, "a tick is under way already");
        try
        {
            TickOutcome outcome = await function.TickAsync(cancellationToken);
            return (true, $"{outcome.Seen} CronTasks, {outcome.WithWork} with work, {outcome.Failed} to try again");
        }
        catch (Exception e)
            when (e is ApiException or HttpRequestException or JsonException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            logger.LogWarning("tick: {Error}", e.Message);
            return (false, "the API server could not be asked; the next tick tries again");
        }
        finally
        {
            _ticking.Release();
        }
    }

    public void Dispose() => _ticking.Dispose();
}
