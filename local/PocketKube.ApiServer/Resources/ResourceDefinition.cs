using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Resources;

/// <summary>A resource that the server holds: one kind in one version.</summary>
internal sealed record ResourceDefinition
{
    /// <summary>Verbs of a resource that is stored in full.</summary>
    public static readonly ImmutableArray<string> AllVerbs =
    [
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "update",
        "watch",
    ];

    /// <summary>API group; empty for core.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public required bool Namespaced { get; init; }

    public ImmutableArray<string> ShortNames { get; init; } = [];

    public ImmutableArray<string> Categories { get; init; } = [];

    public ImmutableArray<string> Verbs { get; init; } = AllVerbs;

    public ImmutableArray<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>Columns of a custom resource's Table; empty for built-in kinds.</summary>
    public ImmutableArray<PrinterColumn> PrinterColumns { get; init; } = [];

    /// <summary>The version's <c>openAPIV3Schema</c> of a custom resource; null for built-in kinds. Never mutate it.</summary>
    public JsonObject? OpenApiSchema { get; init; }

    /// <summary>The KubernetesClient model of a built-in kind (<c>k8s.Models.V1Pod</c>); null for custom resources.</summary>
    public Type? Model { get; init; }

    /// <summary>Name of the kind of a list, <c>TaskList</c>.</summary>
    public string ListKind { get; init; } = "";

    /// <summary>True for a kind that a CustomResourceDefinition made.</summary>
    public bool IsCustom => Model is null;

    /// <summary>What <c>apiVersion</c> says: <c>v1</c>, <c>batch/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>How messages name the resource: <c>pods</c>, <c>tasks.kubetask.io</c>.</summary>
    public string QualifiedResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>How messages name the kind: <c>Pod</c>, <c>Task.kubetask.io</c>.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    /// <summary>True where <c>/status</c> is written apart from the rest.</summary>
    public bool HasStatus => FindSubresource("status") is not null;

    public SubresourceDefinition? FindSubresource(string name)
    {
        foreach (SubresourceDefinition subresource in Subresources)
        {
            if (subresource.Name == name)
                return subresource;
        }

        return null;
    }
}
