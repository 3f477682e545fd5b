using System.Collections.Immutable;

namespace PocketKube.Node.Sandboxes;

/// <summary>What a sandbox needs to start one container.</summary>
internal sealed record ContainerLaunch
{
    /// <summary>Existing private folder for the sandbox's own use.</summary>
    public required string Folder { get; init; }

    public required string Hostname { get; init; }

    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Absolute; null for the root.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The whole environment of the process.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Outer paths before those that lie in them.</summary>
    public required ImmutableArray<SandboxMount> Mounts { get; init; }

    public bool ReadOnlyRoot { get; init; }
}
