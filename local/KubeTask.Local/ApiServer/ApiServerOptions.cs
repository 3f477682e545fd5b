using System.Collections.Immutable;
using KubeTask.Local.ApiServer.Auth;
using KubeTask.Local.ApiServer.Faults;
using KubeTask.Local.ApiServer.OpenApi;
using KubeTask.Local.ApiServer.Tables;
using KubeTask.Local.ApiServer.Watch;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeTask.Local.ApiServer;

/// <summary>What a server is started with.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Port on 127.0.0.1; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Folder with the YAML of CustomResourceDefinitions; null for none.</summary>
    public string? CrdDirectory { get; init; }

    /// <summary>Who may use the server. Names that occur more than once add up their rules.</summary>
    public ImmutableArray<LocalUser> Users { get; init; } = [];

    /// <summary>Namespaces to begin with, besides <c>default</c> and <c>kube-system</c>.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of names and uids that the server makes; null for unpredictable ones.</summary>
    public int? Seed { get; init; }

    public WatchSettings Watch { get; init; } = new();

    /// <summary>Logs of pods; null: none are kept.</summary>
    public INodeLogs? NodeLogs { get; init; }

    /// <summary>Printer of Tables; null: clients get the objects, and kubectl prints its own few columns.</summary>
    public ITableRenderer? Tables { get; init; }

    /// <summary>OpenAPI documents; null: <c>/openapi</c> answers 404.</summary>
    public IOpenApiDocuments? OpenApi { get; init; }

    /// <summary>Faults that tests ask for; null for none.</summary>
    public FaultOptions? Faults { get; init; }

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
