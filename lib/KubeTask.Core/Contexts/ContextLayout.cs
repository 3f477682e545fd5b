using System.Collections.Immutable;

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

/// <summary>Where everything goes: single files, folders, and how many ConfigMaps they fill.</summary>
public sealed record ContextLayout(ImmutableArray<ContextFile> Files, ImmutableArray<ContextDirectory> Directories, int ConfigMaps)
{
    public static ContextLayout Empty { get; } = new([], [], 0);

    /// <summary>All files, including those in folders.</summary>
    public IEnumerable<ContextFile> AllFiles => Files.Concat(Directories.SelectMany(d => d.Files));
}
