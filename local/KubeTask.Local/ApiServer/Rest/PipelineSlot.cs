
namespace KubeTask.Local.ApiServer.Rest;

/// <summary>Holds requests until the pipeline is there: it is built when the port is known.</summary>
internal sealed class PipelineSlot
{
    private readonly TaskCompletionSource<ApiPipeline> _pipeline = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set(ApiPipeline pipeline) => _pipeline.SetResult(pipeline);

    public async Task HandleAsync(HttpContext context) => await (await _pipeline.Task).HandleAsync(context);
}
