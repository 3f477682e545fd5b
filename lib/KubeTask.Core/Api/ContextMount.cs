namespace KubeTask.Core.Api;

/// <summary>A Context that the agent gets.</summary>
public sealed record ContextMount
{
    /// <summary>The Context's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>
    /// The Context's namespace. Empty means the namespace of the Agent or Task that lists it. A Context in another namespace must allow
    /// this one in allowedNamespaces.
    /// </summary>
    [MaxLength(63)]
    public string? Namespace { get; init; }

    /// <summary>
    /// Where the content appears in the agent's container. A relative path starts at workspaceDir. Without mountPath, the content is
    /// appended to task.md in XML tags.
    /// </summary>
    [MaxLength(1024)]
    [ContainerPath]
    public string? MountPath { get; init; }
}
