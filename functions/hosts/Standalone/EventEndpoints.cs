using System.Text.Json;
using KubeTask.Core.Events;
using KubeTask.Kubernetes;

namespace KubeTask.Functions.Standalone;

/// <summary>The HTTP triggers of the functions that events wake.</summary>
internal static class EventEndpoints
{
    private const int LargestEvent = 64 * 1024;
    private static readonly string[] s_types = [EventType.TaskChanged, EventType.JobCompleted, EventType.AgentChanged, EventType.CronTaskDue];

    public static void MapEventFunctions(this WebApplication app)
    {
        foreach (string type in s_types)
        {
            string function = EventType.FunctionOf(type)!;
            app.MapPost($"/api/{function}", context => RunAsync(context, type, function));
        }
    }

    private static async Task RunAsync(HttpContext context, string type, string function)
    {
        if (!await context.MayDeliverAsync())
            return;
        (KubeTaskEvent? happened, string? error) = await ReadAsync(context, type);
        if (happened is null)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, error!);
            return;
        }

        ILogger log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(function);
        try
        {
            FunctionOutcome outcome = await context.RequestServices.GetRequiredKeyedService<IEventFunction>(function).RunAsync(happened, context.RequestAborted);
            (int status, string words) = outcome.Kind switch
            {
                OutcomeKind.Done => (StatusCodes.Status204NoContent, ""),
                OutcomeKind.BadEvent => (StatusCodes.Status400BadRequest, outcome.Error!),
                _ => (StatusCodes.Status409Conflict, "the object kept changing; deliver the event again"),
            };
            await AnswerAsync(context, status, words);
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or JsonException || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            // The API server is away or says no: the scaler keeps the key and delivers again.
            log.LogWarning("{Subject}: {Error}", happened.Subject, e.Message);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "the API server could not be asked; deliver the event again");
        }
    }

    private static async Task<(KubeTaskEvent?, string? Error)> ReadAsync(HttpContext context, string type)
    {
        if (context.Request.ContentLength is null or > LargestEvent)
            return (null, $"body: must be a CloudEvent of at most {LargestEvent} bytes, with Content-Length");
        try
        {
            KubeTaskEvent? happened = await JsonSerializer.DeserializeAsync(context.Request.Body, EventJson.Default.KubeTaskEvent, context.RequestAborted);
            return happened?.Type == type
                ? (happened, null)
                : (null, $"type: \"{happened?.Type}\" is not for this function; send {type}");
        }
        catch (JsonException e)
        {
            return (null, $"body: is not a CloudEvent in structured JSON ({e.Path ?? "$"}, line {e.LineNumber}); send {KubeTaskEvent.MediaType}");
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        return words.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(words + "\n");
    }
}
