using PocketKube.Node.Logs;
using PocketKube.Node.Objects;
using PocketKube.Node.Sandboxes;
using PocketKube.Node.Scheduling;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Pods;

/// <summary>What all pods of the node share.</summary>
internal sealed record NodeParts
{
    public required NodeSettings Settings { get; init; }

    /// <summary>The node's private folder.</summary>
    public required string Folder { get; init; }

    public required PodWriter Writer { get; init; }

    public required ObjectReader Objects { get; init; }

    public required Arrivals Arrivals { get; init; }

    /// <summary>The node's own object, which decides what may run on it.</summary>
    public required NodeRegistration Registration { get; init; }

    public required EventRecorder Events { get; init; }

    public required NodeLogs Logs { get; init; }

    /// <summary>Slots for running pods; a waiting pod holds none.</summary>
    public required SemaphoreSlim Places { get; init; }

    /// <summary>Null when no sandbox works.</summary>
    public required ISandbox? Sandbox { get; init; }

    /// <summary>Why there is none, and what to do.</summary>
    public required string? SandboxProblem { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
