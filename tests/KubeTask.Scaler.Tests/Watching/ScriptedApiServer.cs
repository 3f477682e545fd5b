using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeTask.Scaler.Tests.Watching;

/// <summary>
/// An API server that answers requests one after the other by a script; what the script doesn't cover hangs until the client leaves.
/// </summary>
internal sealed class ScriptedApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Func<HttpContext, Task>> _script = Channel.CreateUnbounded<Func<HttpContext, Task>>();
    private int _open;

    private ScriptedApiServer(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>The requests so far: path, query, time of arrival.</summary>
    public ConcurrentQueue<(string Query, DateTimeOffset At)> Requests { get; } = new();

    /// <summary>Requests that are being answered.</summary>
    public int Open => Volatile.Read(ref _open);

    public static async Task<ScriptedApiServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new ScriptedApiServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Answers a list.</summary>
    public ScriptedApiServer List(string resourceVersion, string items = "", string? next = null) =>
        Then(context =>
            context.Response.WriteAsync(
                $$"""{"kind":"TaskList","metadata":{"resourceVersion":"{{resourceVersion}}","continue":"{{next}}"},"items":[{{items}}]}""",
                context.RequestAborted
            )
        );

    /// <summary>Answers a watch with frames and then ends it cleanly, or keeps it open in silence.</summary>
    public ScriptedApiServer Watch(bool thenSilence, params string[] frames) =>
        Then(async context =>
        {
            foreach (string frame in frames)
                await context.Response.WriteAsync(frame + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (thenSilence)
                await SilenceAsync(context);
        });

    /// <summary>Answers with a Status.</summary>
    public ScriptedApiServer Refuse(int code, string? retryAfter = null) =>
        Then(context =>
        {
            context.Response.StatusCode = code;
            if (retryAfter is not null)
                context.Response.Headers.RetryAfter = retryAfter;
            return context.Response.WriteAsync(
                $$"""{"kind":"Status","code":{{code}},"message":"refused by the script"}""",
                context.RequestAborted
            );
        });

    public ScriptedApiServer Then(Func<HttpContext, Task> answer)
    {
        _script.Writer.TryWrite(answer);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _open);
        try
        {
            Requests.Enqueue((context.Request.QueryString.Value!, TimeProvider.System.GetUtcNow()));
            if (_script.Reader.TryRead(out Func<HttpContext, Task>? answer))
                await answer(context);
            else
                await SilenceAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task SilenceAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    }
}
