using Grpc.Core;
using KubeTask.Keda;
using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Keda;
using KubeTask.Scaler.Leading;
using Microsoft.Extensions.Hosting;

namespace KubeTask.Scaler.Tests.Keda.Simulated;

/// <summary>One life of the scaler: the real index, delivery and service, without sockets.</summary>
internal sealed class SimulatedScaler : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource gone = new();
    private readonly Leadership leadership = new();
    private readonly EventDelivery delivery;
    private readonly ExternalScalerService service;

    public SimulatedScaler(SimulatedFunctions functions, TimeProvider time, Random random)
    {
        Index = new WorkIndex(new RedeliverySettings(), time, new Random(random.Next()));
        var settings = new DeliverySettings { FunctionsUrl = new Uri("http://functions"), Parallelism = 256, Drain = TimeSpan.FromSeconds(1) };
        delivery = new EventDelivery(Index, functions, leadership, settings, time, new RecordingLogger<EventDelivery>());
        service = new ExternalScalerService(Index, time, new Lifetime(stopping.Token));
        leadership.Gain();
        _ = delivery.RunAsync(stopping.Token);
    }

    public WorkIndex Index { get; }

    /// <summary>Ends when the stream does: cleanly, or by the connection's loss.</summary>
    public async Task StreamAsync(ScaledObjectRef reference, Action<bool> pushed, CancellationToken caller)
    {
        using var call = CancellationTokenSource.CreateLinkedTokenSource(caller, gone.Token);
        await service.StreamIsActive(reference, new Writer(pushed), new DirectCall(call.Token));
        if (gone.IsCancellationRequested || caller.IsCancellationRequested)
            throw new RpcException(new Status(StatusCode.Unavailable, "connection lost"));
    }

    public async Task<(long Metric, bool Active)> PollAsync(ScaledObjectRef reference)
    {
        GetMetricsResponse metrics = await service.GetMetrics(new GetMetricsRequest { ScaledObjectRef = reference, MetricName = "s0-kubetask-work" }, new DirectCall(gone.Token));
        IsActiveResponse active = await service.IsActive(reference, new DirectCall(gone.Token));
        return (metrics.MetricValues[0].MetricValue_, active.Result);
    }

    /// <summary>SIGTERM: streams end cleanly.</summary>
    public void Stop() => stopping.Cancel();

    /// <summary>SIGKILL: connections break, nothing is drained.</summary>
    public void Kill()
    {
        gone.Cancel();
        leadership.Lose();
        stopping.Cancel();
    }

    public void Dispose()
    {
        Index.Dispose();
        leadership.Dispose();
        delivery.Dispose();
        stopping.Dispose();
        gone.Dispose();
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
