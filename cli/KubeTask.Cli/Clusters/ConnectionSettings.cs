using System.Collections.Immutable;

namespace KubeTask.Cli.Clusters;

/// <summary>What the command line says about the cluster, and as whom it is asked. All of it may be absent.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>The kubeconfig file, instead of KUBECONFIG and ~/.kube/config.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The context of the kubeconfig.</summary>
    public string? Context { get; init; }

    /// <summary>The cluster of the kubeconfig, instead of the context's.</summary>
    public string? Cluster { get; init; }

    /// <summary>The user of the kubeconfig, instead of the context's.</summary>
    public string? User { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The user to impersonate.</summary>
    public string? As { get; init; }

    /// <summary>The groups to impersonate.</summary>
    public ImmutableArray<string> AsGroups { get; init; } = [];
}
