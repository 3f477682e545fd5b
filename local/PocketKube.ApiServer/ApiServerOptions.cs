using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using PocketKube.ApiServer.Auth;
using PocketKube.ApiServer.Faults;
using PocketKube.ApiServer.Logs;
using PocketKube.ApiServer.Watch;

namespace PocketKube.ApiServer;

/// <summary>The options of a server.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Port on 127.0.0.1; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Folder with the YAML of CustomResourceDefinitions; null for none.</summary>
    public string? CrdDirectory { get; init; }

    /// <summary>Who may use the server. Names that occur more than once add up their rules.</summary>
    public ImmutableArray<ApiUser> Users { get; init; } = [];

    /// <summary>Namespaces to create at the start, besides <c>default</c> and <c>kube-system</c>.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What kubeconfigs call the cluster and the context.</summary>
    public string ClusterName { get; init; } = "pocketkube";

    /// <summary>Seed of names and uids that the server makes; null for unpredictable ones.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Jobs as before Kubernetes 1.25, for tests: podFailurePolicy and podReplacementPolicy are dropped, and an evicted pod has no
    /// condition DisruptionTarget. The Job controller of <c>PocketKube.Node</c> then also works as it did before 1.26.
    /// </summary>
    public bool OldJobs { get; init; }

    public WatchSettings Watch { get; init; } = new();

    /// <summary>Logs of pods; null: none are kept.</summary>
    public INodeLogs? NodeLogs { get; init; }

    /// <summary>Faults that tests ask for; null for none.</summary>
    public FaultOptions? Faults { get; init; }

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
