namespace KubeTask.Core.Api;

/// <summary>Hands a Context to the agent.</summary>
public sealed record ContextMount
{
    /// <summary>The Context's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>The Context's namespace. Empty means the referrer's own; another one must allow it (allowedNamespaces).</summary>
    [MaxLength(63)]
    public string? Namespace { get; init; }

    /// <summary>Where the content appears in the agent's container; relative to workspaceDir unless absolute. Without it the content is appended to task.md in XML tags.</summary>
    [MaxLength(1024)]
    [ContainerPath]
    public string? MountPath { get; init; }
}
