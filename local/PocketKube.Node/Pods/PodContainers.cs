using System.Collections.Immutable;
using k8s.Models;
using PocketKube.Node.Images;
using PocketKube.Node.Logs;
using PocketKube.Node.Objects;
using PocketKube.Node.Sandboxes;
using PocketKube.Node.Variables;
using PocketKube.Node.Volumes;

namespace PocketKube.Node.Pods;

/// <summary>Configures and runs the containers of one pod: the init containers one after another, then the others at once.</summary>
internal sealed class PodContainers(NodeParts node, V1Pod pod, PodStatusDraft draft, VolumeStager volumes, string folder) : IDisposable
{
    private const string Component = "kubelet";
    private const int DefaultGraceSeconds = 30;

    private readonly Dictionary<V1Container, ContainerLaunch> _launches = new(ReferenceEqualityComparer.Instance);
    private readonly SemaphoreSlim _statusTurn = new(1, 1);
    private long _graceSeconds = pod.Spec.TerminationGracePeriodSeconds ?? DefaultGraceSeconds;

    public void LimitGrace(long? seconds) => _graceSeconds = Math.Min(_graceSeconds, seconds ?? long.MaxValue);

    /// <summary>
    /// Configures the init containers, or the others. As the kubelet does, the others are configured when the init containers have ended:
    /// what those left in a volume may be mounted as a subPath.
    /// </summary>
    /// <returns>The first problem; null when all can be started. Can be repeated.</returns>
    public async Task<PodProblem?> ConfigureAsync(bool initContainers, CancellationToken cancellationToken)
    {
        foreach (V1Container? container in (initContainers ? draft.InitContainers : draft.Containers).Select(c => c.Container))
        {
            LocalImage image = node.Settings.Images.Find(container.Image)!;
            var environment = new ContainerEnvironment(node.Objects, pod, node.Settings.NodeName);
            (IReadOnlyDictionary<string, string>? variables, PodProblem? problem) = await environment.ResolveAsync(
                container,
                image,
                cancellationToken
            );
            if (problem is not null)
                return problem;
            (ImmutableArray<SandboxMount> mounts, PodProblem? mountProblem) = VolumeMounts.Resolve(pod, container, volumes, variables);
            if (mountProblem is not null)
                return mountProblem;
            ImmutableArray<string> command = image.CommandLine(container.Command, container.Args);
            if (command.IsEmpty)
                return new PodProblem("CreateContainerError", $"no command is given for container \"{container.Name}\"");
            _launches[container] = Launch(container, image, variables, mounts, command);
        }
        return null;
    }

    /// <summary>Runs the init containers one after another; the draft holds the outcome.</summary>
    /// <param name="stop">The order to end them. The outcome is still reported.</param>
    /// <param name="shutdown">The node ends: nothing more is reported.</param>
    /// <returns>Whether all have succeeded.</returns>
    public async Task<bool> RunInitAsync(CancellationToken stop, CancellationToken shutdown)
    {
        for (int i = 0; i < draft.InitContainers.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            await RunAsync(draft.InitContainers, i, stop, shutdown);
            if (!draft.InitContainers[i].Succeeded)
                return false;
        }

        return true;
    }

    /// <summary>Runs the other containers at once; the draft holds the outcome.</summary>
    /// <inheritdoc cref="RunInitAsync"/>
    public async Task RunAllAsync(CancellationToken stop, CancellationToken shutdown)
    {
        stop.ThrowIfCancellationRequested();
        await Task.WhenAll(Enumerable.Range(0, draft.Containers.Length).Select(i => RunAsync(draft.Containers, i, stop, shutdown)));
    }

    public static V1ObjectReference About(V1Pod pod) =>
        new()
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Name = pod.Metadata.Name,
            NamespaceProperty = pod.Metadata.NamespaceProperty,
            Uid = pod.Metadata.Uid,
            ResourceVersion = pod.Metadata.ResourceVersion,
        };

    public void Dispose() => _statusTurn.Dispose();

    private async Task RunAsync(ContainerRecord[] records, int index, CancellationToken stop, CancellationToken shutdown)
    {
        V1Container container = records[index].Container;
        ContainerLaunch launch = _launches[container];
        ContainerLog log = node.Logs.Open(
            pod.Metadata.Uid,
            container.Name,
            Path.Combine(launch.Folder, "log"),
            node.Settings.LogLimitBytes
        );
        if (node.Settings.Images.Find(container.Image)?.StandsInNotice is { } notice)
        {
            node.Logger.LogWarning("{Notice}", notice);
            node.Events.Warning(About(pod), Component, "ImageStandsIn", notice);
        }
        var grace = TimeSpan.FromSeconds(Math.Min(_graceSeconds, (long)node.Settings.LongestGrace.TotalSeconds));
        var run = new ContainerRun(container, launch, log, TerminationFile(launch), grace, node.Time);
        V1ContainerStateTerminated ended = await run.RunAsync(
            node.Sandbox!,
            startedAt => StartedAsync(records, index, startedAt, run.Id, shutdown),
            stop
        );
        records[index] = records[index].Ended(ended);
        if (stop.IsCancellationRequested)
            node.Events.Normal(About(pod), Component, "Killing", $"Stopping container {container.Name}");
    }

    /// <summary>One write reports that all containers run, or that an init container does.</summary>
    private async Task StartedAsync(ContainerRecord[] records, int index, DateTime startedAt, string id, CancellationToken shutdown)
    {
        await _statusTurn.WaitAsync(shutdown);
        try
        {
            records[index] = records[index].Runs(startedAt, id);
            node.Events.Normal(About(pod), Component, "Started", $"Started container {records[index].Container.Name}");
            if (ReferenceEquals(records, draft.InitContainers))
            {
                if (index > 0)
                    return;
            }
            else if (draft.Containers.Any(c => c.State.Waiting is not null))
            {
                return;
            }
            else
            {
                draft.Phase = "Running";
            }
            // The process doesn't wait for this.
            await node.Writer.WriteStatusAsync(pod, draft, shutdown);
        }
        finally
        {
            _statusTurn.Release();
        }
    }

    private ContainerLaunch Launch(
        V1Container container,
        LocalImage image,
        IReadOnlyDictionary<string, string> variables,
        ImmutableArray<SandboxMount> mounts,
        ImmutableArray<string> command
    )
    {
        string own = Path.Combine(folder, "containers", container.Name);
        UnixFiles.CreatePrivateDirectory(own);
        var launch = new ContainerLaunch
        {
            Folder = own,
            Hostname = pod.Metadata.Name[..Math.Min(63, pod.Metadata.Name.Length)],
            Command = [.. command.Select(word => VariableExpansion.Expand(word, variables))],
            WorkingDirectory = container.WorkingDir is { Length: > 0 } directory ? directory : null,
            Environment = variables,
            Mounts = mounts,
            ReadOnlyRoot = container.SecurityContext?.ReadOnlyRootFilesystem == true,
        };
        string termination = TerminationFile(launch);
        File.WriteAllBytes(termination, []);
        UnixFiles.SetMode(termination, 0b110_110_110);
        var implied = ImmutableArray.Create(
            new SandboxMount(termination, container.TerminationMessagePath ?? "/dev/termination-log", ReadOnly: false)
        );
        if (image.Folder is { } agent)
            implied = implied.Add(new SandboxMount(agent, image.FolderInside, ReadOnly: true));
        return launch with { Mounts = [.. mounts, .. implied] };
    }

    private static string TerminationFile(ContainerLaunch launch) => Path.Combine(launch.Folder, "termination-message");
}
