using System.Text.Json;
using KubeTask.Functions.OnCronTick;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Cron;

namespace KubeTask.Functions.Standalone;

/// <summary>
/// The timer trigger of OnCronTick, as the Azure Functions host calls a custom handler: <c>POST /OnCronTick</c> with the bindings' data.
/// The answer has the outputs, the log and the return value, whether the tick succeeded or not.
/// </summary>
internal static class TimerEndpoints
{
    public static void MapTimerFunctions(this WebApplication app)
    {
        // One tick at a time: a second one at the same time would find nothing more.
        var ticking = new SemaphoreSlim(1);
        app.Lifetime.ApplicationStopped.Register(ticking.Dispose);
        app.MapPost($"/{CronTickFunction.TimerName}", context => RunAsync(context, ticking));
    }

    private static async Task RunAsync(HttpContext context, SemaphoreSlim ticking)
    {
        // The Functions host sends no token. It is on the same machine, and nobody else can reach the port of its custom handler.
        if (Environment.GetEnvironmentVariable(Usage.PortVariable) is null && !await context.MayDeliverAsync())
            return;
        if (!ticking.Wait(0))
        {
            await AnswerAsync(context, StatusCodes.Status200OK, "a tick is under way already");
            return;
        }

        try
        {
            TickOutcome outcome = await context.RequestServices.GetRequiredService<CronTickFunction>().TickAsync(context.RequestAborted);
            await AnswerAsync(
                context,
                StatusCodes.Status200OK,
                $"{outcome.Seen} CronTasks, {outcome.WithWork} with work, {outcome.Failed} to try again"
            );
        }
        catch (Exception e)
            when (e is ApiException or HttpRequestException or JsonException
                || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            )
        {
            context.RequestServices.GetRequiredService<ILogger<CronTickFunction>>().LogWarning("tick: {Error}", e.Message);
            await AnswerAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "the API server could not be asked; the next tick tries again"
            );
        }
        finally
        {
            ticking.Release();
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var answer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream());
        answer.WriteStartObject();
        answer.WriteStartObject("Outputs");
        answer.WriteEndObject();
        answer.WriteStartArray("Logs");
        answer.WriteStringValue(message);
        answer.WriteEndArray();
        answer.WriteNull("ReturnValue");
        answer.WriteEndObject();
    }
}
