using k8s;
using k8s.Autorest;
using k8s.Models;
using KubeTask.Local.Keda;
using Microsoft.Extensions.Logging;

namespace KubeTask.KedaStandIn;

/// <summary>
/// Keeps a Deployment at the wanted number of replicas, as KEDA and its HPA do. If something else changes the number, such as
/// <c>helm rollback</c>, it is set back within an interval.
/// </summary>
internal sealed class DeploymentTarget(IKubernetes kubernetes, string ns, string name, TimeProvider time, ILogger logger)
    : IScaleTarget,
        IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _changed = new(0);
    private volatile int _wanted;

    public void ScaleTo(int replicas)
    {
        _wanted = replicas;
        _changed.Release();
    }

    public void Dispose() => _changed.Dispose();

    /// <summary>Scales until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ScaleAsync(_wanted, cancellationToken);
            }
            catch (Exception e) when (e is HttpOperationException or HttpRequestException)
            {
                logger.LogWarning("Deployment {Namespace}/{Name} can't be scaled: {Reason}", ns, name, e.Message);
            }

            await ChangeAsync(cancellationToken);
        }
    }

    private async Task ScaleAsync(int wanted, CancellationToken cancellationToken)
    {
        V1Scale scale = await kubernetes.AppsV1.ReadNamespacedDeploymentScaleAsync(name, ns, cancellationToken: cancellationToken);
        if ((scale.Spec.Replicas ?? 0) == wanted)
            return;
        await kubernetes.AppsV1.PatchNamespacedDeploymentScaleAsync(
            new V1Patch($$$"""{"spec":{"replicas":{{{wanted}}}}}""", V1Patch.PatchType.MergePatch),
            name,
            ns,
            cancellationToken: cancellationToken
        );
    }

    /// <summary>Waits for another number, for an interval at most.</summary>
    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await _changed.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The Deployment is looked at again.
        }
    }
}
