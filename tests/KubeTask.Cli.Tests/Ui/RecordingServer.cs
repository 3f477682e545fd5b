using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Cli.Tests.Ui;

/// <summary>Stands in for an API server, and keeps all that it is sent.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<string> _requests = new();

    private RecordingServer(WebApplication server) => _server = server;

    /// <summary>Each request: its path, query and headers.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The status of all answers.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public string Address => _server.Urls.First();

    public static async Task<RecordingServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var recording = new RecordingServer(builder.Build());
        recording._server.Run(recording.AnswerAsync);
        await recording._server.StartAsync(TestContext.Current.CancellationToken);
        return recording;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        IEnumerable<string> headers = context.Request.Headers.Select(h => $"{h.Key}: {h.Value}");
        _requests.Enqueue($"{context.Request.Path}{context.Request.QueryString}\n{string.Join('\n', headers)}");
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        string answer = Status == StatusCodes.Status200OK ? """{"gitVersion": "v1.2.3"}""" : """{"kind": "Status", "message": "refused"}""";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }
}
