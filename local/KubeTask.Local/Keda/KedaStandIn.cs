using Grpc.Core;
using Grpc.Net.Client;
using KubeTask.Keda;

namespace KubeTask.Local.Keda;

/// <summary>
/// Stands in for KEDA with a trigger of type external-push: a gRPC client of the real scaler that makes KEDA's calls in KEDA's order and
/// scales by the answers.
/// </summary>
public sealed class KedaStandIn(KedaSettings settings, IScaleTarget target, TimeProvider time, ILogger<KedaStandIn> logger)
{
    private readonly Lock _gate = new();
    private ScaleState _state = ScaleState.Start;
    private MetricSpec? _metricSpec;

    /// <summary>The number of replicas that KEDA wants now.</summary>
    public int Desired
    {
        get
        {
            lock (_gate)
                return _state.Replicas;
        }
    }

    /// <summary>Scales until canceled. The scaler may stop and start meanwhile.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(
            settings.ScalerAddress,
            new GrpcChannelOptions
            {
                // gRPC's own reconnect waits would hide those of this class.
                InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
                MaxReconnectBackoff = TimeSpan.FromSeconds(1),
            }
        );
        var scaler = new ExternalScaler.ExternalScalerClient(channel);
        await Task.WhenAll(StreamAsync(scaler, cancellationToken), PollAsync(scaler, cancellationToken));
    }

    private async Task StreamAsync(ExternalScaler.ExternalScalerClient scaler, CancellationToken cancellationToken)
    {
        TimeSpan wait = settings.ReconnectBase;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _metricSpec = await GetMetricSpecAsync(scaler, cancellationToken);
                using AsyncServerStreamingCall<IsActiveResponse> stream = scaler.StreamIsActive(
                    Reference(),
                    cancellationToken: cancellationToken
                );
                await foreach (IsActiveResponse pushed in stream.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    if (pushed.Result)
                        Scale(s => s.Pushed(time.GetUtcNow()), "work was pushed");
                }

                wait = settings.ReconnectBase;
                logger.LogDebug("the scaler ended the stream");
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                logger.LogDebug("the scaler's stream broke: {Reason}", e.Message);
            }

            if (!await WaitAsync(wait, cancellationToken))
                return;
            wait = wait * 2 < settings.ReconnectCap ? wait * 2 : settings.ReconnectCap;
        }
    }

    private async Task PollAsync(ExternalScaler.ExternalScalerClient scaler, CancellationToken cancellationToken)
    {
        while (await WaitAsync(settings.PollingInterval, cancellationToken))
        {
            if (_metricSpec is not { } spec)
                continue;
            try
            {
                var request = new GetMetricsRequest { ScaledObjectRef = Reference(), MetricName = spec.MetricName };
                GetMetricsResponse metrics = await scaler.GetMetricsAsync(
                    request,
                    deadline: Deadline(),
                    cancellationToken: cancellationToken
                );
                IsActiveResponse active = await scaler.IsActiveAsync(
                    Reference(),
                    deadline: Deadline(),
                    cancellationToken: cancellationToken
                );
                double metric = metrics
                    .MetricValues.Where(v => v.MetricName == spec.MetricName)
                    .Sum(v => v.MetricValueFloat > 0 ? v.MetricValueFloat : v.MetricValue_);
                double size = spec.TargetSizeFloat > 0 ? spec.TargetSizeFloat : Math.Max(1, spec.TargetSize);
                Scale(
                    s => s.Polled(active.Result, metric, size, settings, time.GetUtcNow()),
                    $"metric {metric}, {(active.Result ? "active" : "inactive")}"
                );
            }
            catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
            {
                // As in KEDA, a failing scaler changes nothing.
                logger.LogDebug("the scaler couldn't be polled: {Reason}", e.Status.Detail);
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested && e is RpcException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<MetricSpec> GetMetricSpecAsync(ExternalScaler.ExternalScalerClient scaler, CancellationToken cancellationToken)
    {
        GetMetricSpecResponse answer = await scaler.GetMetricSpecAsync(
            Reference(),
            deadline: Deadline(),
            cancellationToken: cancellationToken
        );
        return answer.MetricSpecs.Count > 0
            ? answer.MetricSpecs[0]
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, "the scaler has no metric"));
    }

    private void Scale(Func<ScaleState, ScaleState> decide, string why)
    {
        lock (_gate)
        {
            int before = _state.Replicas;
            _state = decide(_state);
            if (_state.Replicas == before)
                return;
            logger.LogInformation("functions {Before} → {After} ({Why})", before, _state.Replicas, why);
            target.ScaleTo(_state.Replicas);
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

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
