using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Functions.Http;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Holds an answer until a Task ends.</summary>
public sealed class TaskWait(TaskWatch watch, HostSettings host, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>
    /// The Task at its end, or as it is when the time is up. If the wait can't continue, a Warning header says so: the Task itself exists.
    /// </summary>
    internal async Task<JsonObject> UntilEndAsync(HttpContext context, CallerToken token, ObjectKey key, JsonObject task, TimeSpan limit)
    {
        if (limit == TimeSpan.Zero || TaskWatch.HasEnded(task))
            return task;
        JsonObject last = task;
        // The answer is silent until the Task ends, and the host cuts a silent call.
        TimeSpan held = host.LongestSilence is { } silence && silence < limit ? silence : limit;
        using var timeUp = new CancellationTokenSource(held, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            (JsonObject? ended, Refusal? refusal) = await watch.UntilAsync(
                token,
                key,
                task,
                TaskWatch.HasEnded,
                state => last = state,
                any.Token
            );
            if (ended is not null)
                return ended;
            Warn(context, refusal!.Message);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (timeUp.IsCancellationRequested && held < limit)
                Warn(context, $"the Functions host holds no answer for more than {held.TotalSeconds:F0} s; GET the Task again with wait");
            else if (!timeUp.IsCancellationRequested)
                Warn(context, "this replica is being stopped before the wait was over; GET the Task again");
        }

        return last;
    }

    private static void Warn(HttpContext context, string message) =>
        context.Response.Headers.Append(
            "Warning",
            $"299 - \"wait: {new string([.. message.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c : '\'')])}\""
        );
}
