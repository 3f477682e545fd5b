using System.Text.Json;
using KubeTask.Functions.Events;

namespace KubeTask.Functions.OnCronTick;

/// <summary>
/// The timer as the Azure Functions host calls a custom handler: <c>POST /OnCronTick</c> with the bindings' data. The answer has the
/// outputs, the log and the return value, whether the tick succeeded or not.
/// </summary>
internal static class TickRoute
{
    /// <param name="routes">Where it is added.</param>
    /// <param name="callersAreKnown">
    /// Whether only a process on the same machine can call. The Functions host sends no token, and nobody else can reach the port of its
    /// custom handler.
    /// </param>
    public static void MapTick(this IEndpointRouteBuilder routes, bool callersAreKnown) =>
        routes.MapPost($"/{CronTickFunction.Name}", async context =>
        {
            if (!callersAreKnown && !await context.MayDeliverAsync())
                return;
            (bool succeeded, string message) = await context
                .RequestServices.GetRequiredService<TickReception>()
                .TickAsync(context.RequestAborted);
            await AnswerAsync(context, succeeded ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, message);
        });

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
