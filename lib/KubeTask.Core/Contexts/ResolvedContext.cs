using System.Collections.Immutable;

namespace KubeTask.Core.Contexts;

/// <summary>Who listed a Context. Of two at one path, a Task's beats an Agent's.</summary>
public enum ContextOrigin
{
    Agent,
    Task,
}

/// <summary>One entry of a Context's content: a key of a ConfigMap, or the whole text.</summary>
/// <param name="Key">The ConfigMap's key, or null for text that has none.</param>
/// <param name="Text">UTF-8 text, or null for binary content.</param>
/// <param name="Bytes">Binary content, or null for text.</param>
public sealed record ContextEntry(string? Key, string? Text, byte[]? Bytes = null);

/// <summary>A Context whose content is known.</summary>
/// <param name="Key">The Context.</param>
/// <param name="Type">Its type, for the tag in task.md.</param>
/// <param name="Origin">Who listed it.</param>
/// <param name="Path">Where it is mounted, normalized, or null for task.md.</param>
/// <param name="IsDirectory">Whether the mount is a folder with a file per entry.</param>
/// <param name="Entries">The content; for one that is no folder of files, a single entry.</param>
public sealed record ResolvedContext(
    ObjectKey Key,
    string Type,
    ContextOrigin Origin,
    string? Path,
    bool IsDirectory,
    ImmutableArray<ContextEntry> Entries
);
