using System.Globalization;
using System.Net;
using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KubeTask.Local.Keda;

/// <summary>
/// Shows the replicas as a Deployment, so that <c>kubectl get deploy -w</c> tells what happens. Only a picture: nothing is controlled by it.
/// </summary>
public sealed class DeploymentMirror : IAsyncDisposable
{
    public const string Name = "kubetask-functions";

    private readonly IKubernetes kubernetes;
    private readonly string ns;
    private readonly FunctionReplicas replicas;
    private readonly ILogger<DeploymentMirror> logger;
    private readonly CancellationTokenSource stop = new();
    private Task run = Task.CompletedTask;

    /// <param name="ns">The namespace, which must exist.</param>
    public DeploymentMirror(IKubernetes kubernetes, string ns, FunctionReplicas replicas, ILogger<DeploymentMirror> logger)
    {
        this.kubernetes = kubernetes;
        this.ns = ns;
        this.replicas = replicas;
        this.logger = logger;
    }

    /// <summary>Creates the Deployment, if it isn't there, and follows the replicas from then on.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            // A repeat after a crash finds it there, and the first change puts it right.
            await kubernetes.AppsV1.CreateNamespacedDeploymentAsync(Deployment(), ns, cancellationToken: cancellation);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // There already.
        }
        catch (HttpOperationException e)
        {
            logger.LogWarning("the Deployment {Name} can't be shown: {Reason}", Name, e.Response.Content);
            return;
        }

        run = RunAsync(replicas.Subscribe());
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await run;
        stop.Dispose();
    }

    private async Task RunAsync(ChannelReader<ReplicaChange> changes)
    {
        int? desired = null;
        try
        {
            await foreach (ReplicaChange change in changes.ReadAllAsync(stop.Token))
            {
                await ShowAsync(change, change.Desired != desired);
                desired = change.Desired;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }

    private async Task ShowAsync(ReplicaChange change, bool scaled)
    {
        try
        {
            if (scaled)
            {
                await kubernetes.AppsV1.PatchNamespacedDeploymentAsync(
                    Merge($$$"""{"spec":{"replicas":{{{Number(change.Desired)}}}}}"""), Name, ns, cancellationToken: stop.Token);
            }

            string running = Number(change.Running), ready = Number(change.Ready);
            await kubernetes.AppsV1.PatchNamespacedDeploymentStatusAsync(
                Merge($$$"""{"status":{"replicas":{{{running}}},"updatedReplicas":{{{running}}},"readyReplicas":{{{ready}}},"availableReplicas":{{{ready}}}}}"""),
                Name, ns, cancellationToken: stop.Token);
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException)
        {
            // The next change brings the picture up to date.
            logger.LogDebug("the Deployment {Name} couldn't be updated: {Reason}", Name, e.Message);
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static V1Patch Merge(string json) => new(json, V1Patch.PatchType.MergePatch);

    private V1Deployment Deployment()
    {
        var labels = new Dictionary<string, string> { ["app"] = Name };
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = ns, Labels = labels },
            Spec = new V1DeploymentSpec
            {
                Replicas = 0,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "functions", Image = Name }] },
                },
            },
        };
    }
}
