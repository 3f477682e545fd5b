using PocketKube.Node.Images;
using PocketKube.Node.Sandboxes;

namespace PocketKube.Node;

/// <summary>How the one local node behaves.</summary>
public sealed record NodeSettings
{
    /// <summary>Agents that stand for images.</summary>
    public required LocalImages Images { get; init; }

    /// <summary>What <c>spec.nodeName</c> says once a pod is bound.</summary>
    public string NodeName { get; init; } = "local";

    /// <summary>How processes are kept apart from the machine.</summary>
    public SandboxMode Sandbox { get; init; } = SandboxMode.Auto;

    /// <summary>Bubblewrap's program, as a path or as a name to be found in PATH.</summary>
    public string Bubblewrap { get; init; } = "bwrap";

    /// <summary>Plain processes find the folder that stands for their root in this variable.</summary>
    public string RootVariable { get; init; } = "POCKETKUBE_ROOT";

    /// <summary>Pods that run at once; more of them wait as Pending.</summary>
    public int MaxRunningPods { get; init; } = Math.Max(8, 2 * Environment.ProcessorCount);

    /// <summary>Folder below which the node makes its private one; it is removed at the end.</summary>
    public string StateParent { get; init; } = Path.GetTempPath();

    /// <summary>Longest time between SIGTERM and SIGKILL, whatever the pod asks for.</summary>
    public TimeSpan LongestGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most bytes of one container's log. What is over it is cut from the log's beginning, and the first line says so.</summary>
    public long LogLimitBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Time after which a Job's count of ready pods is brought up to date; as the real controller it is late, so that
    /// pods of a moment cost no write.</summary>
    public TimeSpan JobReadyDelay { get; init; } = TimeSpan.FromSeconds(1);
}
