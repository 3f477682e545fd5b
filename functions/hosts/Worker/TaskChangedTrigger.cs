using System.Text.Json;
using KubeTask.Core.Events;
using KubeTask.Functions.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Functions.Worker;

/// <summary>Takes the events of Tasks.</summary>
public sealed class TaskChangedTrigger(EventAccess access, [FromKeyedServices(TaskChangedTrigger.FunctionName)] IEventFunction function)
{
    internal const string FunctionName = "OnTaskChanged";

    [Function(FunctionName)]
    public async Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/OnTaskChanged")] HttpRequest request) =>
        request.HttpContext.Response.StatusCode = await StatusAsync(request, request.HttpContext.RequestAborted);

    private async Task<int> StatusAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        EventVerdict verdict = await access.CheckAsync(request.Headers.Authorization is [var one] ? one : null, cancellationToken);
        if (verdict != EventVerdict.Allowed)
            return verdict == EventVerdict.Unknown ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        if (await EventAsync(request, cancellationToken) is not { } cloudEvent)
            return StatusCodes.Status400BadRequest;
        FunctionOutcome outcome = await function.RunAsync(cloudEvent, cancellationToken);
        return outcome.Kind switch
        {
            OutcomeKind.Done => StatusCodes.Status204NoContent,
            OutcomeKind.BadEvent => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status409Conflict,
        };
    }

    private static async Task<KubeTaskEvent?> EventAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, EventJson.Default.KubeTaskEvent, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
