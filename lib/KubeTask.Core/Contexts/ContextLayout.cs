using System.Collections.Immutable;
using KubeTask.Core.Api;

namespace KubeTask.Core.Contexts;

/// <summary>A file for the agent, and its key in a ConfigMap.</summary>
/// <param name="Path">The absolute path in the agent's container.</param>
/// <param name="ConfigMap">The number of the context ConfigMap that holds the file: 0, 1, …</param>
/// <param name="Key">The key in that ConfigMap.</param>
/// <param name="Text">The content, or null if it is binary.</param>
/// <param name="Bytes">The content if it is binary.</param>
public sealed record ContextFile(string Path, int ConfigMap, string Key, string? Text, byte[]? Bytes);

/// <summary>A folder for the agent, with one file for each key of a user's ConfigMap.</summary>
public sealed record ContextDirectory(string Path, ImmutableArray<ContextFile> Files);

/// <summary>A repository, or a part of it, for the agent.</summary>
/// <param name="Path">Where the agent sees it.</param>
/// <param name="Context">The Git Context.</param>
/// <param name="Git">What it says.</param>
public sealed record ContextRepository(string Path, ObjectKey Context, GitContext Git);

/// <summary>What an init container fetches before the agent starts.</summary>
/// <param name="Repositories">The repositories, in order.</param>
/// <param name="Work">The folder with the init container's work.</param>
/// <param name="Settings">How they are fetched.</param>
public sealed record ContextFetch(ImmutableArray<ContextRepository> Repositories, ContextDirectory Work, FetchSettings Settings);

/// <summary>Where everything goes: single files, folders, repositories, and how many ConfigMaps the files fill.</summary>
public sealed record ContextLayout(ImmutableArray<ContextFile> Files, ImmutableArray<ContextDirectory> Directories, int ConfigMaps)
{
    public static ContextLayout Empty { get; } = new([], [], 0);

    /// <summary>What an init container fetches, or null if there is no Git Context.</summary>
    public ContextFetch? Fetch { get; init; }

    /// <summary>Whether one of the files has the MCP servers.</summary>
    public bool HasMcpServers { get; init; }

    /// <summary>All files, including those in folders.</summary>
    public IEnumerable<ContextFile> AllFiles => Files.Concat(Directories.SelectMany(d => d.Files)).Concat(Fetch?.Work.Files ?? []);
}
