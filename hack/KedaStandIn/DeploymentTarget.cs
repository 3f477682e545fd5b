using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;
using KubeTask.Local.Keda;
using Microsoft.Extensions.Logging;

namespace KubeTask.KedaStandIn;

/// <summary>Scales a Deployment. Only the newest number counts, and it is tried until the API server takes it.</summary>
internal sealed class DeploymentTarget(IKubernetes kubernetes, string ns, string name, TimeProvider time, ILogger logger) : IScaleTarget
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Channel<int> _wanted = Channel.CreateBounded<int>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    public void ScaleTo(int replicas) => _wanted.Writer.TryWrite(replicas);

    /// <summary>Scales until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (int replicas in _wanted.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await kubernetes.AppsV1.PatchNamespacedDeploymentScaleAsync(
                    new V1Patch($$$"""{"spec":{"replicas":{{{replicas}}}}}""", V1Patch.PatchType.MergePatch),
                    name,
                    ns,
                    cancellationToken: cancellationToken
                );
            }
            catch (Exception e) when (e is HttpOperationException or HttpRequestException)
            {
                logger.LogWarning("Deployment {Namespace}/{Name} can't be scaled to {Replicas}: {Reason}", ns, name, replicas, e.Message);
                await Task.Delay(s_pause, time, cancellationToken);
                // A newer number, if there is one, takes the place of this one.
                if (_wanted.Reader.Count == 0)
                    ScaleTo(replicas);
            }
        }
    }
}
