using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeTask.ModelServer.Apis;

namespace KubeTask.ModelServer;

/// <summary>
/// A model that does what a script says, behind the APIs that agents speak. It is for tests and demos: agents run against it without a
/// key.
/// </summary>
public sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Script _script;

    private StubServer(Script script, Uri address)
    {
        _script = script;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        _app = builder.Build();
        _app.MapPost("/v1/messages", (HttpContext c) => ServeAsync(c, AnthropicMessages.AnswerAsync, AnthropicMessages.Error));
        _app.MapPost("/v1/messages/count_tokens", () => TypedResults.Ok(new Dictionary<string, int> { ["input_tokens"] = 1 }));
        _app.MapPost("/v1/responses", (HttpContext c) => ServeAsync(c, OpenAiResponses.AnswerAsync, OpenAiResponses.Error));
        _app.MapPost("/v1/chat/completions", (HttpContext c) => ServeAsync(c, OpenAiChat.AnswerAsync, OpenAiResponses.Error));
        _app.MapPost("/{version}/models/{model}:{method}", (HttpContext c, string model, string method) =>
            ServeAsync(
                c,
                (context, _, step) => GeminiContent.AnswerAsync(context, model, method == "streamGenerateContent", step),
                GeminiContent.Error
            )
        );
        _app.MapFallback(c =>
        {
            _requests.Enqueue($"{c.Request.Method} {c.Request.Path}");
            c.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>What was asked: method, path and, for calls of the model, the body.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <param name="port">The port; 0 for any.</param>
    /// <param name="host">The address of this machine on which it listens; pods need another than loopback.</param>
    public static async Task<StubServer> StartAsync(Script script, int port = 0, string host = "127.0.0.1")
    {
        var server = new StubServer(script, new Uri($"http://{host}:{port}"));
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Urls.First());
        return server;
    }

    /// <summary>Serves until the process is asked to end.</summary>
    public Task WaitForEndAsync() => _app.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(
        HttpContext context,
        Func<HttpContext, JsonObject, Step, Task> answer,
        Func<Step.Refuse, JsonObject> error
    )
    {
        JsonObject request = await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body) ?? [];
        _requests.Enqueue($"{context.Request.Method} {context.Request.Path} {request.ToJsonString()}");
        Step step = request["tools"] is JsonArray { Count: > 0 } ? _script.Next() : new Step.Answer("A title");
        try
        {
            if (step is not Step.Refuse refusal)
            {
                await answer(context, request, step is Step.CallTool call ? ToolNames.Resolve(request, call) : step);
                return;
            }

            context.Response.StatusCode = refusal.Status;
            await context.Response.WriteAsJsonAsync(error(refusal), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The agent has closed the connection, as it may.
        }
    }
}
