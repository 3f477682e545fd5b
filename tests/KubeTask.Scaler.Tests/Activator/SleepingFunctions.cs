using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>The functions behind the activator: an address where nobody is until they wake.</summary>
internal sealed class SleepingFunctions : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private WebApplication? _app;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>The requests that came through, but for probes.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>How a request is answered.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = EchoAsync;

    public async Task WakeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.AbsoluteUri);
        _app = builder.Build();
        _app.Run(context =>
        {
            if (context.Request.Path == "/healthz")
                return Task.CompletedTask;
            Seen.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return Answer(context);
        });
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    /// <summary>Answers with the body, and says whose request it was.</summary>
    private static async Task EchoAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        string text = await body.ReadToEndAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsync($"{context.Request.Headers.Authorization} {text}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
