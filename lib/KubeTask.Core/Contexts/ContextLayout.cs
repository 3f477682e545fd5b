using System.Collections.Immutable;

namespace KubeTask.Core.Contexts;

/// <summary>One file that the agent finds, and the key under which it stands in a ConfigMap.</summary>
/// <param name="Path">Its absolute path in the agent's container.</param>
/// <param name="ConfigMap">Which of the Task's context ConfigMaps holds it: 0, 1, …</param>
/// <param name="Key">Its key there.</param>
/// <param name="Text">Its content, or null where it is binary.</param>
/// <param name="Bytes">Its content where it is binary.</param>
public sealed record ContextFile(string Path, int ConfigMap, string Key, string? Text, byte[]? Bytes);

/// <summary>A folder that the agent finds, with a file per key of a user's ConfigMap.</summary>
public sealed record ContextDirectory(string Path, ImmutableArray<ContextFile> Files);

/// <summary>Where everything goes: the files by themselves, the folders, and how many ConfigMaps they fill.</summary>
public sealed record ContextLayout(ImmutableArray<ContextFile> Files, ImmutableArray<ContextDirectory> Directories, int ConfigMaps)
{
    public static ContextLayout Empty { get; } = new([], [], 0);

    /// <summary>All files, those of folders included.</summary>
    public IEnumerable<ContextFile> AllFiles => Files.Concat(Directories.SelectMany(d => d.Files));
}
