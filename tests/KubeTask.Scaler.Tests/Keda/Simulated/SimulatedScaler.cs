using Grpc.Core;
using KubeTask.Keda;
using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Keda;
using KubeTask.Scaler.Leading;
using Microsoft.Extensions.Hosting;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>One life of the scaler: the real index, delivery and service, without sockets.</summary>
internal sealed class SimulatedScaler : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly Leadership _leadership = new();
    private readonly EventDelivery _delivery;
    private readonly ExternalScalerService _service;

    public SimulatedScaler(SimulatedFunctions functions, TimeProvider time, Random random)
    {
        Index = new WorkIndex(new RedeliverySettings(), time, new Random(random.Next()));
        var settings = new DeliverySettings
        {
            FunctionsUrl = new Uri("http://functions"),
            Parallelism = 256,
            Drain = TimeSpan.FromSeconds(1),
        };
        _delivery = new EventDelivery(Index, functions, _leadership, settings, time, new RecordingLogger<EventDelivery>());
        _service = new ExternalScalerService(Index, functions, time, new Lifetime(_stopping.Token));
        _leadership.Gain();
        _ = _delivery.RunAsync(_stopping.Token);
    }

    public WorkIndex Index { get; }

    /// <summary>Ends when the stream does: cleanly, or by the connection's loss.</summary>
    public async Task StreamAsync(ScaledObjectRef reference, Action<bool> pushed, CancellationToken caller)
    {
        using var call = CancellationTokenSource.CreateLinkedTokenSource(caller, _gone.Token);
        await _service.StreamIsActive(reference, new Writer(pushed), new DirectCall(call.Token));
        if (_gone.IsCancellationRequested || caller.IsCancellationRequested)
            throw new RpcException(new Status(StatusCode.Unavailable, "connection lost"));
    }

    public async Task<(long Metric, bool Active)> PollAsync(ScaledObjectRef reference)
    {
        GetMetricsResponse metrics = await _service.GetMetrics(
            new GetMetricsRequest { ScaledObjectRef = reference, MetricName = "s0-kubetask-work" },
            new DirectCall(_gone.Token)
        );
        IsActiveResponse active = await _service.IsActive(reference, new DirectCall(_gone.Token));
        return (metrics.MetricValues[0].MetricValue_, active.Result);
    }

    /// <summary>SIGTERM: streams end cleanly.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>SIGKILL: connections break, nothing is drained.</summary>
    public void Kill()
    {
        _gone.Cancel();
        _leadership.Lose();
        _stopping.Cancel();
    }

    public void Dispose()
    {
        Index.Dispose();
        _leadership.Dispose();
        _delivery.Dispose();
        _stopping.Dispose();
        _gone.Dispose();
    }

    private sealed class Writer(Action<bool> pushed) : IServerStreamWriter<IsActiveResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(IsActiveResponse message)
        {
            pushed(message.Result);
            return Task.CompletedTask;
        }

        public Task WriteAsync(IsActiveResponse message, CancellationToken cancellationToken) => WriteAsync(message);
    }

    private sealed class Lifetime(CancellationToken stopping) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => stopping;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();
    }
}
