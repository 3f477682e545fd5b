using Grpc.Core;
using Grpc.Health.V1;
using KubeTask.Keda;
using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Keda;

/// <summary>
/// grpc.health.v1: serving from the first lists on until the process stops. It is asked about the whole server (an empty name) or the
/// external scaler.
/// </summary>
internal sealed class HealthService(WorkIndex index, TimeProvider time, IHostApplicationLifetime lifetime) : Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        IsKnown(request)
            ? Task.FromResult(Now())
            : throw new RpcException(
                new Status(
                    StatusCode.NotFound,
                    $"service: \"{request.Service}\" is unknown; write nothing, or {ExternalScaler.Descriptor.FullName}"
                )
            );

    /// <summary>Sends the present state and each change of it. Ends when the process stops, after sending that.</summary>
    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            if (!IsKnown(request))
            {
                await responseStream.WriteAsync(
                    new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.ServiceUnknown },
                    ending.Token
                );
            }
            else
            {
                await responseStream.WriteAsync(Now(), ending.Token);
                if (!index.Synced.IsCompleted)
                {
                    await index.Synced.WaitAsync(ending.Token);
                    await responseStream.WriteAsync(Now(), ending.Token);
                }
            }

            await time.Delay(Timeout.InfiniteTimeSpan, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            if (!context.CancellationToken.IsCancellationRequested && IsKnown(request))
                await responseStream.WriteAsync(Now(), CancellationToken.None);
        }
    }

    private static bool IsKnown(HealthCheckRequest request) =>
        request.Service.Length == 0 || request.Service == ExternalScaler.Descriptor.FullName;

    private HealthCheckResponse Now() =>
        new()
        {
            Status =
                index.Synced.IsCompleted && !lifetime.ApplicationStopping.IsCancellationRequested
                    ? HealthCheckResponse.Types.ServingStatus.Serving
                    : HealthCheckResponse.Types.ServingStatus.NotServing,
        };
}
