using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Apis;

/// <summary>Writes server-sent events.</summary>
internal sealed class EventWriter(HttpContext context)
{
    public async Task WriteAsync(JsonObject data, string? name = null)
    {
        context.Response.ContentType ??= "text/event-stream";
        string line = name is null ? "" : $"event: {name}\n";
        await context.Response.WriteAsync($"{line}data: {data.ToJsonString()}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    public Task WriteEndAsync() => context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);

    /// <summary>What follows the half of an answer: nothing, for ever or at once.</summary>
    public async Task BreakAsync(Step step)
    {
        if (step is Step.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        context.Abort();
    }
}
