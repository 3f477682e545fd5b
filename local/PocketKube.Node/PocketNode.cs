using k8s.Models;
using PocketKube.Node.Jobs;
using PocketKube.Node.Logs;
using PocketKube.Node.Objects;
using PocketKube.Node.Pods;
using PocketKube.Node.Sandboxes;
using PocketKube.Node.Scheduling;
using PocketKube.Node.Watching;

namespace PocketKube.Node;

/// <summary>
/// The part of a cluster that runs Jobs, on this machine: the Job controller and a node that runs pods as sandboxed processes.
/// It works through the public API only.
/// </summary>
public sealed class PocketNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ProcessLauncher _launcher = new();
    private readonly SemaphoreSlim _places;
    private readonly string _folder;
    private readonly List<Task> _work = [];
    private PodRunner? _runner;
    private bool _disposed;

    private PocketNode(NodeSettings settings)
    {
        _places = new SemaphoreSlim(settings.MaxRunningPods);
        _folder = Path.Combine(settings.StateParent, $"pocketkube-node-{Guid.NewGuid():N}");
        UnixFiles.CreatePrivateDirectory(_folder);
    }

    /// <summary>Starts it; returns when all objects that exist have been seen.</summary>
    /// <param name="client">May do everything with Jobs, pods, Events and nodes, and read ConfigMaps and Secrets, everywhere.</param>
    /// <param name="logs">Where the logs of its pods can be read.</param>
    public static async Task<PocketNode> StartAsync(
        k8s.Kubernetes client,
        NodeSettings settings,
        NodeLogs logs,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var node = new PocketNode(settings);
        try
        {
            await node.BeginAsync(client, settings, logs, time, loggers.CreateLogger<PocketNode>(), cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends every process of every pod and removes what it laid out; returns when that is done.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync();
        if (_runner is not null)
            await _runner.DisposeAsync();
        await Task.WhenAll(_work);
        _launcher.Dispose();
        UnixFiles.DeleteTree(_folder);
        _places.Dispose();
        _stop.Dispose();
    }

    private async Task BeginAsync(
        k8s.Kubernetes client,
        NodeSettings settings,
        NodeLogs logs,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        (ISandbox? sandbox, string? sandboxProblem) = await SandboxChoice.ChooseAsync(settings, _launcher, cancellationToken);
        if (sandbox is null)
            logger.LogError("Pods will fail, because no sandbox works for mode {Mode}: {Problem}", settings.Sandbox, sandboxProblem);
        else if (sandbox.Warning is { } warning)
            logger.LogWarning("{Warning}", warning);

        var events = new EventRecorder(client, time, logger);
        var arrivals = new Arrivals();
        var registration = new NodeRegistration(settings.NodeName, arrivals);
        await registration.RegisterAsync(client, time, cancellationToken);
        PodRunner runner = _runner = new PodRunner(
            new NodeParts
            {
                Settings = settings,
                Folder = _folder,
                Writer = new PodWriter(client, settings.NodeName, time, logger),
                Objects = new ObjectReader(client),
                Arrivals = arrivals,
                Registration = registration,
                Events = events,
                Logs = logs,
                Places = _places,
                Sandbox = sandbox,
                SandboxProblem = sandboxProblem,
                Time = time,
                Logger = logger,
            }
        );
        var controller = new JobController(new JobWriter(client), settings, events, time, logger);

        // The node before the pods: a pod that is seen first would find none.
        var nodes = new ResourceWatch<V1Node>(client, "api/v1/nodes", registration.Observe, time, logger);
        _work.AddRange([nodes.RunAsync(_stop.Token), events.RunAsync(_stop.Token)]);
        await nodes.Synced.WaitAsync(cancellationToken);

        var pods = new ResourceWatch<V1Pod>(
            client,
            "api/v1/pods",
            (change, pod) =>
            {
                controller.Observe(change, pod);
                runner.Observe(change, pod);
            },
            time,
            logger
        );
        // Pods first: a Job that is seen before its pods would be given another one.
        _work.Add(pods.RunAsync(_stop.Token));
        await pods.Synced.WaitAsync(cancellationToken);

        var jobs = new ResourceWatch<V1Job>(client, "apis/batch/v1/jobs", controller.Observe, time, logger);
        var configMaps = new ResourceWatch<V1ConfigMap>(
            client,
            "api/v1/configmaps",
            (_, map) => arrivals.Changed(new("ConfigMap", map.Metadata.NamespaceProperty, map.Metadata.Name)),
            time,
            logger
        );
        var secrets = new ResourceWatch<V1Secret>(
            client,
            "api/v1/secrets",
            (_, secret) => arrivals.Changed(new("Secret", secret.Metadata.NamespaceProperty, secret.Metadata.Name)),
            time,
            logger
        );
        _work.AddRange([jobs.RunAsync(_stop.Token), configMaps.RunAsync(_stop.Token), secrets.RunAsync(_stop.Token)]);
        await Task.WhenAll(jobs.Synced, configMaps.Synced, secrets.Synced).WaitAsync(cancellationToken);
        _work.Add(controller.RunAsync(_stop.Token));
    }
}
