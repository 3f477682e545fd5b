using Grpc.Core;
using KubeTask.Keda;
using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Keda;

/// <summary>Answers KEDA: is there work, how much, and when does work appear?</summary>
internal sealed class ExternalScalerService(
    WorkIndex index,
    IFunctionsClient functions,
    TimeProvider time,
    IHostApplicationLifetime lifetime
) : ExternalScaler.ExternalScalerBase
{
    public const string MetricName = "kubetask-work";

    /// <summary>How long a call waits for the first lists before it fails as unavailable.</summary>
    private static readonly TimeSpan s_syncPatience = TimeSpan.FromSeconds(2);

    /// <summary>Answers from constants and the trigger's settings alone, because KEDA may ask before anything else is ready.</summary>
    public override Task<GetMetricSpecResponse> GetMetricSpec(ScaledObjectRef request, ServerCallContext context) =>
        Task.FromResult(SpecOf(request));

    /// <summary>Sends what <see cref="GetMetricSpec"/> answers, which never changes, and keeps the stream open.</summary>
    public override async Task StreamMetricSpec(
        ScaledObjectRef request,
        IServerStreamWriter<GetMetricSpecResponse> responseStream,
        ServerCallContext context
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await responseStream.WriteAsync(SpecOf(request), ending.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, or we stop: both end the stream with OK.
        }
    }

    public override async Task<GetMetricsResponse> GetMetrics(GetMetricsRequest request, ServerCallContext context)
    {
        var metadata = TriggerMetadata.Parse(request.ScaledObjectRef?.ScalerMetadata);
        // KEDA may put an index before the name, as in s0-kubetask-work.
        if (request.MetricName.Length > 0 && !request.MetricName.EndsWith(MetricName, StringComparison.Ordinal))
        {
            throw new RpcException(
                new Status(StatusCode.InvalidArgument, $"metricName: \"{request.MetricName}\" is unknown; the one metric is {MetricName}")
            );
        }

        await SyncedAsync(context.CancellationToken);
        int work = index.Count(metadata.Workload);
        return new GetMetricsResponse
        {
            MetricValues =
            {
                new MetricValue
                {
                    MetricName = MetricName,
                    MetricValue_ = work,
                    MetricValueFloat = work,
                },
            },
        };
    }

    public override async Task<IsActiveResponse> IsActive(ScaledObjectRef request, ServerCallContext context)
    {
        var metadata = TriggerMetadata.Parse(request.ScalerMetadata);
        await SyncedAsync(context.CancellationToken);
        return new IsActiveResponse { Result = index.Count(metadata.Workload) > 0 };
    }

    /// <summary>
    /// Sends true if there is work already, and then once each time that work appears. It is repeated only while no function answers,
    /// because a repeat postpones KEDA's cooldown. The stream ends cleanly on shutdown, because only that resets KEDA's reconnect backoff.
    /// </summary>
    public override async Task StreamIsActive(
        ScaledObjectRef request,
        IServerStreamWriter<IsActiveResponse> responseStream,
        ServerCallContext context
    )
    {
        var metadata = TriggerMetadata.Parse(request.ScalerMetadata);
        // Headers at once, so that the caller knows that the stream stands.
        await context.WriteResponseHeadersAsync([]);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        using WorkSubscription work = index.Subscribe(metadata.Workload);
        var pushes = new ActivityPushes(work, () => index.Count(metadata.Workload) > 0, functions, time);
        try
        {
            while (true)
            {
                await pushes.NextAsync(ending.Token);
                await responseStream.WriteAsync(new IsActiveResponse { Result = true }, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, or we stop: both end the stream with OK.
        }
    }

    private static GetMetricSpecResponse SpecOf(ScaledObjectRef request)
    {
        var metadata = TriggerMetadata.Parse(request.ScalerMetadata);
        return new GetMetricSpecResponse
        {
            MetricSpecs =
            {
                new MetricSpec
                {
                    MetricName = MetricName,
                    TargetSize = metadata.TargetSize,
                    TargetSizeFloat = metadata.TargetSize,
                },
            },
        };
    }

    private async Task SyncedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await index.Synced.WaitAsync(s_syncPatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new RpcException(
                new Status(
                    StatusCode.Unavailable,
                    "Tasks, Jobs, Agents and CronTasks haven't all been listed yet; the scaler's log says what it waits for"
                )
            );
        }
    }
}
