using System.Text.Json;
using KubeTask.Kubernetes;

namespace KubeTask.Functions.Standalone;

/// <summary>
/// The timer trigger of OnCronTick, as the Azure Functions host calls a custom handler: <c>POST /OnCronTick</c> with the bindings' data, answered with the outputs, the log and
/// the return value, whatever came of it.
/// </summary>
internal static class TimerEndpoints
{
    public static void MapTimerFunctions(this WebApplication app)
    {
        // One tick at a time: one that comes while another runs would find nothing more.
        var ticking = new SemaphoreSlim(1);
        app.Lifetime.ApplicationStopped.Register(ticking.Dispose);
        app.MapPost($"/{OnCronTick.TimerName}", context => RunAsync(context, ticking));
    }

    private static async Task RunAsync(HttpContext context, SemaphoreSlim ticking)
    {
        // The Functions host shows no token; it is on the same machine, and nobody else reaches its custom handler's port.
        if (Environment.GetEnvironmentVariable(Usage.PortVariable) is null && !await context.MayDeliverAsync())
            return;
        if (!ticking.Wait(0))
        {
            await AnswerAsync(context, StatusCodes.Status200OK, "a tick is under way already");
            return;
        }

        try
        {
            TickOutcome outcome = await context.RequestServices.GetRequiredService<OnCronTick>().TickAsync(context.RequestAborted);
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
            context.RequestServices.GetRequiredService<ILogger<OnCronTick>>().LogWarning("tick: {Error}", e.Message);
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

    private static async Task AnswerAsync(HttpContext context, int status, string line)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var answer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream());
        answer.WriteStartObject();
        answer.WriteStartObject("Outputs");
        answer.WriteEndObject();
        answer.WriteStartArray("Logs");
        answer.WriteStringValue(line);
        answer.WriteEndArray();
        answer.WriteNull("ReturnValue");
        answer.WriteEndObject();
    }
}
