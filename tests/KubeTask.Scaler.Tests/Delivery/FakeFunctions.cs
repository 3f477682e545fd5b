using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using KubeTask.Core.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeTask.Scaler.Tests.Delivery;

/// <summary>The functions, as the scaler sees them: an address that answers only while they are awake.</summary>
internal sealed class FakeFunctions : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private WebApplication? _app;
    private int _inFlight;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>The events that came, with the path that they came to.</summary>
    public ConcurrentQueue<(string Path, KubeTaskEvent Event)> Events { get; } = new();

    public int Probes { get; private set; }

    public int MostInFlight { get; private set; }

    /// <summary>In the place of a status code: they are killed before they answer.</summary>
    public const int Killed = 0;

    /// <summary>How many events came in each batch of several.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();

    /// <summary>Whether they understand batches.</summary>
    public bool TakeBatches { get; init; } = true;

    /// <summary>How events are answered: a status code.</summary>
    public Func<KubeTaskEvent, CancellationToken, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(200);

    public async Task WakeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.AbsoluteUri);
        _app = builder.Build();
        _app.MapGet("/healthz", () =>
        {
            Probes++;
            return "ok";
        });
        _app.MapPost("/api/{function}", TakeAsync);
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
        try
        {
            if (context.Request.ContentType == "application/cloudevents-batch+json; charset=utf-8")
            {
                await TakeBatchAsync(context);
                return;
            }

            Assert.Equal("application/cloudevents+json; charset=utf-8", context.Request.ContentType);
            KubeTaskEvent taken = (
                await JsonSerializer.DeserializeAsync(context.Request.Body, EventJson.Default.KubeTaskEvent, context.RequestAborted)
            )!;
            Events.Enqueue((context.Request.Path, taken));
            context.Response.StatusCode = await Answer(taken, context.RequestAborted);
            if (context.Response.StatusCode == 429)
                context.Response.Headers.RetryAfter = "1";
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task TakeBatchAsync(HttpContext context)
    {
        KubeTaskEvent[] taken = (
            await JsonSerializer.DeserializeAsync(context.Request.Body, EventJson.Default.KubeTaskEventArray, context.RequestAborted)
        )!;
        Batches.Enqueue(taken.Length);
        context.Response.StatusCode = TakeBatches ? 200 : 400;
        if (!TakeBatches)
            return;
        var undone = new List<UndoneEvent>();
        foreach (KubeTaskEvent one in taken)
        {
            Events.Enqueue((context.Request.Path, one));
            int status = await Answer(one, context.RequestAborted);
            if (status == Killed)
            {
                context.Abort();
                return;
            }

            if (status != 200)
                undone.Add(new UndoneEvent(one.Subject, $"{status}"));
        }

        await context.Response.WriteAsJsonAsync([.. undone], EventJson.Default.UndoneEventArray, cancellationToken: context.RequestAborted);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
