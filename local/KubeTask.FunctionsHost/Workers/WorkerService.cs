using Grpc.Core;
using KubeTask.FunctionsProtocol;

namespace KubeTask.FunctionsHost.Workers;

/// <summary>Takes the stream of the worker that was started last. Others are refused.</summary>
internal sealed class WorkerService(Worker worker) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context
    )
    {
        WorkerSession session = worker.Session;
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.StartStream?.WorkerId != session.Id)
            throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "this is not the worker that was started"));
        await session.RunAsync(requestStream, responseStream, context.CancellationToken);
    }
}
