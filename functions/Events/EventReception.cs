using System.Text.Json;
using KubeTask.Core.Events;
using KubeTask.Kubernetes.Api;
using Microsoft.Net.Http.Headers;

namespace KubeTask.Functions.Events;

/// <summary>
/// Reads an event, or a batch of them: who delivers, what it says, which function it is for, and what the outcome means for the sender.
/// </summary>
internal static class EventReception
{
    private const int MaxEventBytes = 1024 * 1024;

    /// <summary>How long an event may wait in its batch until the objects that it carries are too old.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    private static readonly string[] s_types =
    [
        EventType.TaskChanged,
        EventType.JobCompleted,
        EventType.AgentChanged,
        EventType.CronTaskDue,
    ];

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        foreach (string type in s_types)
        {
            string function = EventType.FunctionOf(type)!;
            routes.MapPost($"/api/{function}", context => RunAsync(context, type, function));
        }
    }

    private static async Task RunAsync(HttpContext context, string type, string function)
    {
        if (!await context.MayDeliverAsync())
            return;
        bool batch = IsBatch(context.Request);
        (KubeTaskEvent[]? events, string? error) = await ReadAsync(context, batch, type);
        if (events is null)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, error!);
            return;
        }

        if (batch)
        {
            await RunBatchAsync(context, events, function);
            return;
        }

        (int status, string message) = await RunAsync(context, events[0], function);
        await AnswerAsync(context, status, message);
    }

    /// <summary>Runs one event after another. The sender decides how many run at once, by the number of its batches.</summary>
    private static async Task RunBatchAsync(HttpContext context, KubeTaskEvent[] events, string function)
    {
        var undone = new List<UndoneEvent>();
        TimeProvider time = context.RequestServices.GetRequiredService<TimeProvider>();
        long received = time.GetTimestamp();
        foreach (KubeTaskEvent cloudEvent in events)
        {
            KubeTaskEvent recent = time.GetElapsedTime(received) < s_fresh ? cloudEvent : cloudEvent with { Data = null };
            (int status, string message) = await RunAsync(context, recent, function);
            if (status != StatusCodes.Status204NoContent)
                undone.Add(new UndoneEvent(cloudEvent.Subject, message));
        }

        if (undone.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await context.Response.WriteAsJsonAsync(
                [.. undone],
                EventJson.Default.UndoneEventArray,
                cancellationToken: context.RequestAborted
            );
        }
    }

    private static async Task<(int Status, string Message)> RunAsync(HttpContext context, KubeTaskEvent cloudEvent, string function)
    {
        try
        {
            // Where anybody may deliver, anybody could have made up what the event says of Tasks and pods.
            bool anybody = context.RequestServices.GetRequiredService<EventAccessSettings>().Insecure;
            FunctionOutcome outcome = await context
                .RequestServices.GetRequiredKeyedService<IEventFunction>(function)
                .RunAsync(anybody ? cloudEvent.WithoutObservations() : cloudEvent, context.RequestAborted);
            return outcome.Kind switch
            {
                OutcomeKind.Done => (StatusCodes.Status204NoContent, ""),
                OutcomeKind.BadEvent => (StatusCodes.Status400BadRequest, outcome.Error!),
                _ => (StatusCodes.Status409Conflict, "the object kept changing; deliver the event again"),
            };
        }
        catch (Exception e)
            when (e is ApiException or HttpRequestException or JsonException
                || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            )
        {
            // The API server can't be reached, or refused: the scaler keeps the key and delivers the event again.
            context
                .RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger(function)
                .LogWarning("{Subject}: {Error}", cloudEvent.Subject, e.Message);
            return (StatusCodes.Status503ServiceUnavailable, "the API server could not be asked; deliver the event again");
        }
    }

    private static bool IsBatch(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals(KubeTaskEvent.BatchMediaType, StringComparison.OrdinalIgnoreCase);

    private static async Task<(KubeTaskEvent[]?, string? Error)> ReadAsync(HttpContext context, bool batch, string type)
    {
        if (context.Request.ContentLength is null or > MaxEventBytes)
            return (null, $"body: must be a CloudEvent, or a batch of them, of at most {MaxEventBytes} bytes, with Content-Length");
        try
        {
            KubeTaskEvent?[] events = batch
                ? await JsonSerializer.DeserializeAsync(context.Request.Body, EventJson.Default.KubeTaskEventArray, context.RequestAborted)
                    ?? []
                : [await JsonSerializer.DeserializeAsync(context.Request.Body, EventJson.Default.KubeTaskEvent, context.RequestAborted)];
            if (events.Length == 0)
                return (null, $"body: holds no CloudEvent; send at least one of type {type}");
            int wrong = Array.FindIndex(events, e => e?.Type != type);
            return wrong < 0
                ? ((KubeTaskEvent[])events!, null)
                : (null, $"{(batch ? $"[{wrong}]." : "")}type: \"{events[wrong]?.Type}\" is not for this function; send {type}");
        }
        catch (JsonException e)
        {
            return (
                null,
                $"body: is not a CloudEvent in structured JSON ({e.Path ?? "$"}, line {e.LineNumber}); "
                    + $"send {KubeTaskEvent.MediaType}, or {KubeTaskEvent.BatchMediaType} for an array of them"
            );
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return message.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(message + "\n");
    }
}
