using System.Collections.Immutable;

namespace PocketKube.ApiServer.Auth;

/// <summary>Somebody who may use the server.</summary>
/// <param name="Name">User name; <c>system:serviceaccount:NAMESPACE:NAME</c> gives rights to a ServiceAccount.</param>
/// <param name="Token">The bearer token; null for one that only has rights (a ServiceAccount, whose tokens are requested).</param>
/// <param name="Rules">What the user may do.</param>
public sealed record ApiUser(string Name, string? Token, ImmutableArray<PolicyRule> Rules)
{
    public ImmutableArray<string> Groups { get; init; } = [];
}
