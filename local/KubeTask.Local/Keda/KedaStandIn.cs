using Grpc.Core;
using Grpc.Net.Client;
using KubeTask.Keda;

namespace KubeTask.Local.Keda;

/// <summary>
/// Stands for KEDA with a trigger of type external-push: a gRPC client of the real scaler that calls what KEDA calls, in its order, and scales by what it answers.
/// </summary>
public sealed class KedaStandIn(KedaSettings settings, IScaleTarget target, TimeProvider time, ILogger<KedaStandIn> logger)
{
    private readonly Lock gate = new();
    private ScaleState state = ScaleState.Start;
    private MetricSpec? metricSpec;

    /// <summary>The number of replicas that KEDA wants now.</summary>
    public int Desired
    {
        get
        {
            lock (gate)
                return state.Replicas;
        }
    }

    /// <summary>Scales until cancelled. The scaler may come and go meanwhile.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var channel = GrpcChannel.ForAddress(settings.ScalerAddress, new GrpcChannelOptions
        {
            // The waits of gRPC's own reconnects would hide ours.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
        });
        var scaler = new ExternalScaler.ExternalScalerClient(channel);
        await Task.WhenAll(StreamAsync(scaler, cancellation), PollAsync(scaler, cancellation));
    }

    private async Task StreamAsync(ExternalScaler.ExternalScalerClient scaler, CancellationToken cancellation)
    {
        TimeSpan wait = settings.ReconnectBase;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                metricSpec = await GetMetricSpecAsync(scaler, cancellation);
                using AsyncServerStreamingCall<IsActiveResponse> stream = scaler.StreamIsActive(Reference(), cancellationToken: cancellation);
                await foreach (IsActiveResponse pushed in stream.ResponseStream.ReadAllAsync(cancellation))
                {
                    if (pushed.Result)
                        Scale(s => s.Pushed(time.GetUtcNow()), "work was pushed");
                }

                wait = settings.ReconnectBase;
                logger.LogDebug("the scaler ended the stream");
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                if (cancellation.IsCancellationRequested)
                    return;
                logger.LogDebug("the scaler's stream broke: {Reason}", e.Message);
            }

            if (!await WaitAsync(wait, cancellation))
                return;
            wait = wait * 2 < settings.ReconnectCap ? wait * 2 : settings.ReconnectCap;
        }
    }

    private async Task PollAsync(ExternalScaler.ExternalScalerClient scaler, CancellationToken cancellation)
    {
        while (await WaitAsync(settings.PollingInterval, cancellation))
        {
            if (metricSpec is not { } spec)
                continue;
            try
            {
                var request = new GetMetricsRequest { ScaledObjectRef = Reference(), MetricName = spec.MetricName };
                GetMetricsResponse metrics = await scaler.GetMetricsAsync(request, deadline: Deadline(), cancellationToken: cancellation);
                IsActiveResponse active = await scaler.IsActiveAsync(Reference(), deadline: Deadline(), cancellationToken: cancellation);
                double metric = metrics.MetricValues.Where(v => v.MetricName == spec.MetricName).Sum(v => v.MetricValueFloat > 0 ? v.MetricValueFloat : v.MetricValue_);
                double size = spec.TargetSizeFloat > 0 ? spec.TargetSizeFloat : Math.Max(1, spec.TargetSize);
                Scale(s => s.Polled(active.Result, metric, size, settings, time.GetUtcNow()), $"metric {metric}, {(active.Result ? "active" : "inactive")}");
            }
            catch (RpcException e) when (!cancellation.IsCancellationRequested)
            {
                // As KEDA: a scaler that fails changes nothing.
                logger.LogDebug("the scaler couldn't be polled: {Reason}", e.Status.Detail);
            }
            catch (Exception e) when (cancellation.IsCancellationRequested && e is RpcException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<MetricSpec> GetMetricSpecAsync(ExternalScaler.ExternalScalerClient scaler, CancellationToken cancellation)
    {
        GetMetricSpecResponse answer = await scaler.GetMetricSpecAsync(Reference(), deadline: Deadline(), cancellationToken: cancellation);
        return answer.MetricSpecs.Count > 0
            ? answer.MetricSpecs[0]
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, "the scaler has no metric"));
    }

    private void Scale(Func<ScaleState, ScaleState> decide, string why)
    {
        lock (gate)
        {
            int before = state.Replicas;
            state = decide(state);
            if (state.Replicas == before)
                return;
            logger.LogInformation("functions {Before} → {After} ({Why})", before, state.Replicas, why);
            target.ScaleTo(state.Replicas);
        }
    }

    private ScaledObjectRef Reference()
    {
        var reference = new ScaledObjectRef { Name = settings.Name, Namespace = settings.Namespace };
        reference.ScalerMetadata.Add("scalerAddress", settings.ScalerAddress.Authority);
        foreach ((string key, string value) in settings.ScalerMetadata)
            reference.ScalerMetadata[key] = value;
        return reference;
    }

    // gRPC counts deadlines by the machine's clock, whatever clock is injected.
    private DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime + settings.CallTimeout;

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(wait, time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
