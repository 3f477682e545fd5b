using System.Collections.Immutable;

namespace PocketKube.ApiServer.Auth;

/// <summary>What a user may do, in RBAC's words; <c>*</c> means all.</summary>
public sealed record PolicyRule
{
    /// <summary>Everything, everywhere.</summary>
    public static readonly PolicyRule All = new()
    {
        Verbs = ["*"],
        ApiGroups = ["*"],
        Resources = ["*"],
        NonResourceUrls = ["*"],
    };

    public required ImmutableArray<string> Verbs { get; init; }

    public ImmutableArray<string> ApiGroups { get; init; } = [];

    /// <summary>Plural names; <c>tasks/status</c> for a subresource, <c>*/status</c> for that of any resource.</summary>
    public ImmutableArray<string> Resources { get; init; } = [];

    /// <summary>Only these names; empty for any.</summary>
    public ImmutableArray<string> ResourceNames { get; init; } = [];

    /// <summary>Paths outside of resources; a trailing <c>*</c> matches any rest.</summary>
    public ImmutableArray<string> NonResourceUrls { get; init; } = [];

    /// <summary>Namespaces that the rule was bound in (a RoleBinding); empty for the whole cluster (a ClusterRoleBinding).</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    internal bool Allows(AccessAttributes access)
    {
        if (!Matches(Verbs, access.Verb))
            return false;

        if (!access.IsResource)
        {
            return NonResourceUrls.Any(url =>
                url == "*" || url == access.Path || (url.EndsWith('*') && access.Path.StartsWith(url[..^1], StringComparison.Ordinal))
            );
        }

        return (Namespaces.IsEmpty || Namespaces.Contains(access.Namespace))
            && Matches(ApiGroups, access.Group)
            && MatchesResource(access)
            && (ResourceNames.IsEmpty || ResourceNames.Contains(access.Name));
    }

    private static bool Matches(ImmutableArray<string> allowed, string asked) => allowed.Contains("*") || allowed.Contains(asked);

    private bool MatchesResource(AccessAttributes access) =>
        Matches(Resources, access.CombinedResource) || (access.Subresource.Length > 0 && Resources.Contains($"*/{access.Subresource}"));
}
