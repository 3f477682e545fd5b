using System.Collections.Immutable;

namespace PocketKube.Node.Images;

/// <summary>A program of this machine that stands in for a container image.</summary>
public sealed record LocalImage
{
    /// <summary>As an image's ENTRYPOINT: <c>command</c> of a container replaces it, <c>args</c> is added to it.</summary>
    public ImmutableArray<string> Entrypoint { get; init; } = [];

    /// <summary>As an image's CMD: used where the container has neither <c>command</c> nor <c>args</c>.</summary>
    public ImmutableArray<string> Cmd { get; init; } = [];

    /// <summary>Variables that the container's own ones override.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A folder of this machine that the container sees, read-only, as <see cref="FolderInside"/>; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Where <see cref="Folder"/> is inside the sandbox.</summary>
    public string FolderInside { get; init; } = "/opt/image";

    /// <summary>A notice for the user where the program is not what the image's name promises.</summary>
    public string? StandsInNotice { get; init; }

    /// <summary>The command line of a container, by the rules of <c>command</c> and <c>args</c>. Empty when there is none.</summary>
    public ImmutableArray<string> CommandLine(IList<string>? command, IList<string>? args)
    {
        if (command is { Count: > 0 })
            return [.. command, .. args ?? []];
        return args is { Count: > 0 } ? [.. Entrypoint, .. args] : [.. Entrypoint, .. Cmd];
    }
}
