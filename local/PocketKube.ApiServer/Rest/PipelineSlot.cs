using PocketKube.ApiServer.Faults;

namespace PocketKube.ApiServer.Rest;

/// <summary>Holds requests until the pipeline is built, which needs the port.</summary>
internal sealed class PipelineSlot(FaultLayer? faults)
{
    private readonly TaskCompletionSource<ApiPipeline> _pipeline = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set(ApiPipeline pipeline) => _pipeline.SetResult(pipeline);

    public async Task HandleAsync(HttpContext context)
    {
        ApiPipeline pipeline = await _pipeline.Task;
        await (faults is null ? pipeline.HandleAsync(context) : faults.HandleAsync(context, pipeline.HandleAsync));
    }
}
