using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Mcp;

/// <summary>An MCP server over HTTP with one tool, <c>recall</c>, which returns what it is made with.</summary>
public sealed class StubMcpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Method, string Authorization)> _calls = new();

    private StubMcpServer(string recalled, string host)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{host}:0");
        _app = builder.Build();
        _app.MapPost("/mcp", (HttpContext c) => AnswerAsync(c, recalled));
        // It pushes nothing.
        _app.MapGet("/mcp", () => TypedResults.StatusCode(405));
    }

    public Uri Address => new($"{_app.Urls.First()}/mcp");

    /// <summary>The methods that were called, with the Authorization header.</summary>
    public IReadOnlyCollection<(string Method, string Authorization)> Calls => _calls;

    /// <param name="host">The address of this machine on which it listens.</param>
    public static async Task<StubMcpServer> StartAsync(string recalled, string host = "127.0.0.1")
    {
        var server = new StubMcpServer(recalled, host);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string recalled)
    {
        JsonObject request = await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body) ?? [];
        string method = request["method"]?.GetValue<string>() ?? "";
        _calls.Enqueue((method, context.Request.Headers.Authorization.ToString()));
        if (request["id"] is not { } id)
        {
            context.Response.StatusCode = 202;
            return;
        }

        JsonObject answer = McpAnswers.To(method, request, recalled);
        answer["jsonrpc"] = "2.0";
        answer["id"] = id.DeepClone();
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }
}
