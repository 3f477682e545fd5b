using PocketKube.Node.Images;
using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Cluster;

/// <summary>How a local cluster is set up.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>Folder for kubeconfigs and logs.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The API server's port; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The port for Tasks over HTTP; 0 for any that is free.</summary>
    public int SubmitPort { get; init; }

    /// <summary>The namespace that kubectl uses without <c>-n</c>.</summary>
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>How long without work until the functions go to zero.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often KEDA asks.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How the functions run: one of <see cref="FunctionsProgram.Runtimes"/>.</summary>
    public string Runtime { get; init; } = FunctionsProgram.Standalone;

    public int MaxReplicas { get; init; } = 3;

    /// <summary>Most bytes of a log that the node keeps; a kubelet keeps 10 MiB.</summary>
    public long LogLimitBytes { get; init; } = 10 << 20;

    public SandboxMode Sandbox { get; init; } = SandboxMode.Auto;

    /// <summary>For tests: Jobs as a server before Kubernetes 1.25 has them.</summary>
    internal bool OldJobs { get; init; }

    /// <summary>The local programs that stand in for images; null for the repository's own.</summary>
    public LocalImages? Images { get; init; }
}
