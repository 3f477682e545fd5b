using System.Globalization;
using System.Net;
using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KubeTask.Local.Keda;

/// <summary>
/// Shows the replicas as a Deployment, for <c>kubectl get deploy -w</c>, with the Events of its controller. The Deployment is for display
/// only and controls nothing.
/// </summary>
public sealed class DeploymentMirror : IAsyncDisposable
{
    public const string Name = "kubetask-functions";

    private readonly IKubernetes _kubernetes;
    private readonly string _ns;
    private readonly FunctionReplicas _replicas;
    private readonly ILogger<DeploymentMirror> _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    /// <param name="ns">The namespace, which must exist.</param>
    public DeploymentMirror(IKubernetes kubernetes, string ns, FunctionReplicas replicas, ILogger<DeploymentMirror> logger)
    {
        _kubernetes = kubernetes;
        _ns = ns;
        _replicas = replicas;
        _logger = logger;
    }

    /// <summary>Creates the Deployment, if it isn't there, and follows the replicas from then on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // After a crash the Deployment exists already, and the first change corrects it.
            await _kubernetes.AppsV1.CreateNamespacedDeploymentAsync(Deployment(), _ns, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // There already.
        }
        catch (HttpOperationException e)
        {
            _logger.LogWarning("the Deployment {Name} can't be shown: {Reason}", Name, e.Response.Content);
            return;
        }

        _run = RunAsync(_replicas.Subscribe());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(ChannelReader<ReplicaChange> changes)
    {
        int? desired = null;
        try
        {
            await foreach (ReplicaChange change in changes.ReadAllAsync(_stop.Token))
            {
                await ShowAsync(change, change.Desired != desired);
                if (desired is { } before && change.Desired != before)
                    await TellAsync(change, before);
                desired = change.Desired;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task ShowAsync(ReplicaChange change, bool scaled)
    {
        try
        {
            if (scaled)
            {
                await _kubernetes.AppsV1.PatchNamespacedDeploymentAsync(
                    Merge($$$"""{"spec":{"replicas":{{{Number(change.Desired)}}}}}"""),
                    Name,
                    _ns,
                    cancellationToken: _stop.Token
                );
            }

            string running = Number(change.Running),
                ready = Number(change.Ready);
            await _kubernetes.AppsV1.PatchNamespacedDeploymentStatusAsync(
                Merge(
                    $$$"""
                    {"status":{"replicas":{{{running}}},"updatedReplicas":{{{running}}},
                               "readyReplicas":{{{ready}}},"availableReplicas":{{{ready}}}}}
                    """
                ),
                Name,
                _ns,
                cancellationToken: _stop.Token
            );
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException)
        {
            // The next change updates the Deployment.
            _logger.LogDebug("the Deployment {Name} couldn't be updated: {Reason}", Name, e.Message);
        }
    }

    /// <summary>Writes what the Deployment's controller writes, in its words.</summary>
    private async Task TellAsync(ReplicaChange change, int before)
    {
        DateTime at = new(change.At.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var written = new Corev1Event
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{Name}.{change.At.UtcTicks.ToString("x", CultureInfo.InvariantCulture)}",
                NamespaceProperty = _ns,
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = "apps/v1",
                Kind = "Deployment",
                Name = Name,
                NamespaceProperty = _ns,
            },
            Type = "Normal",
            Reason = "ScalingReplicaSet",
            Message =
                $"Scaled {(change.Desired > before ? "up" : "down")} replica set {Name}-local "
                + $"from {Number(before)} to {Number(change.Desired)}",
            Source = new V1EventSource { Component = "deployment-controller" },
            ReportingComponent = "deployment-controller",
            ReportingInstance = "",
            Count = 1,
            FirstTimestamp = at,
            LastTimestamp = at,
        };
        try
        {
            await _kubernetes.CoreV1.CreateNamespacedEventAsync(written, _ns, cancellationToken: _stop.Token);
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException)
        {
            _logger.LogDebug("the Event \"{Message}\" couldn't be written: {Reason}", written.Message, e.Message);
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
            Metadata = new V1ObjectMeta
            {
                Name = Name,
                NamespaceProperty = _ns,
                Labels = labels,
            },
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
