using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Grpc.Core;
using KubeTask.Keda;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeTask.Local.Tests.Keda;

/// <summary>A scaler that answers as a test says, over a socket. It can stop and start again on the same port.</summary>
internal sealed class ScriptedScaler : ExternalScaler.ExternalScalerBase, IAsyncDisposable
{
    private readonly Channel<bool> _pushes = Channel.CreateUnbounded<bool>();
    private WebApplication? _app;
    private int _port;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>The calls in their order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public double Metric { get; set; }

    public bool Active { get; set; }

    public void Push(bool active) => _pushes.Writer.TryWrite(active);

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, _port, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<ScriptedScaler>();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _port = new Uri(_app.Urls.First()).Port;
    }

    public async Task StopAsync()
    {
        if (_app is null)
            return;
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    public override Task<GetMetricSpecResponse> GetMetricSpec(ScaledObjectRef request, ServerCallContext context)
    {
        Calls.Enqueue(nameof(GetMetricSpec));
        return Task.FromResult(
            new GetMetricSpecResponse
            {
                MetricSpecs =
                {
                    new MetricSpec
                    {
                        MetricName = "kubetask-work",
                        TargetSize = 10,
                        TargetSizeFloat = 10,
                    },
                },
            }
        );
    }

    public override Task<GetMetricsResponse> GetMetrics(GetMetricsRequest request, ServerCallContext context)
    {
        Calls.Enqueue(nameof(GetMetrics));
        return Task.FromResult(
            new GetMetricsResponse
            {
                MetricValues =
                {
                    new MetricValue
                    {
                        MetricName = request.MetricName,
                        MetricValue_ = (long)Metric,
                        MetricValueFloat = Metric,
                    },
                },
            }
        );
    }

    public override Task<IsActiveResponse> IsActive(ScaledObjectRef request, ServerCallContext context)
    {
        Calls.Enqueue(nameof(IsActive));
        return Task.FromResult(new IsActiveResponse { Result = Active });
    }

    public override async Task StreamIsActive(
        ScaledObjectRef request,
        IServerStreamWriter<IsActiveResponse> responseStream,
        ServerCallContext context
    )
    {
        Calls.Enqueue(nameof(StreamIsActive));
        await foreach (bool active in _pushes.Reader.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(new IsActiveResponse { Result = active }, context.CancellationToken);
    }
}
