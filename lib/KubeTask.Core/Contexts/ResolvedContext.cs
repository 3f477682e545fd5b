using System.Collections.Immutable;
using KubeTask.Core.Api;

namespace KubeTask.Core.Contexts;

/// <summary>Who lists a Context. At the same path, a Task's Context replaces an Agent's.</summary>
public enum ContextOrigin
{
    Agent,
    Task,
}

/// <summary>One part of a Context's content: a key of a ConfigMap, or the whole text.</summary>
/// <param name="Key">The ConfigMap's key, or null for text without a key.</param>
/// <param name="Text">UTF-8 text, or null for binary content.</param>
/// <param name="Bytes">Binary content, or null for text.</param>
public sealed record ContextEntry(string? Key, string? Text, byte[]? Bytes = null);

/// <summary>A Context with its content.</summary>
/// <param name="Key">The Context.</param>
/// <param name="Type">Its type, for the tag in task.md.</param>
/// <param name="Origin">Who lists it.</param>
/// <param name="Path">The normalized mount path, or null if the content goes into task.md.</param>
/// <param name="IsDirectory">Whether the mount is a folder with one file for each entry.</param>
/// <param name="Entries">The content. Exactly one entry unless it is a folder.</param>
public sealed record ResolvedContext(
    ObjectKey Key,
    string Type,
    ContextOrigin Origin,
    string? Path,
    bool IsDirectory,
    ImmutableArray<ContextEntry> Entries
)
{
    /// <summary>The repository of a Git Context, which an init container fetches; otherwise null.</summary>
    public GitContext? Git { get; init; }

    /// <summary>The servers of an MCP Context, which go into the agent's settings; otherwise null.</summary>
    public McpContext? Mcp { get; init; }
}
