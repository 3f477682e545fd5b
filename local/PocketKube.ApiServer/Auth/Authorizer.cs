using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PocketKube.ApiServer.Auth;

/// <summary>Decides what a user may do.</summary>
internal sealed class Authorizer
{
    /// <summary>What every authenticated user may do: <c>system:discovery</c> and <c>system:basic-user</c>.</summary>
    private static readonly ImmutableArray<PolicyRule> s_everyone =
    [
        new()
        {
            Verbs = ["get"],
            NonResourceUrls =
            [
                "/api",
                "/api/*",
                "/apis",
                "/apis/*",
                "/healthz",
                "/livez",
                "/openapi",
                "/openapi/*",
                "/readyz",
                "/version",
                "/version/",
            ],
        },
        new()
        {
            Verbs = ["create"],
            ApiGroups = ["authorization.k8s.io"],
            Resources = ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        },
        new()
        {
            Verbs = ["create"],
            ApiGroups = ["authentication.k8s.io"],
            Resources = ["selfsubjectreviews"],
        },
    ];

    private readonly FrozenDictionary<string, ImmutableArray<PolicyRule>> _rules;

    public Authorizer(IEnumerable<ApiUser> users) =>
        _rules = users
            .GroupBy(u => u.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.SelectMany(u => u.Rules).ToImmutableArray(), StringComparer.Ordinal);

    public bool Allows(UserIdentity user, AccessAttributes access)
    {
        // The group that a real cluster's first certificate has.
        if (user.Groups.Contains("system:masters"))
            return true;

        foreach (PolicyRule rule in RulesOf(user))
        {
            if (rule.Allows(access))
                return true;
        }

        return false;
    }

    /// <summary>All rules that hold for a user, those for everyone included.</summary>
    public IEnumerable<PolicyRule> RulesOf(UserIdentity user)
    {
        ImmutableArray<PolicyRule> own = _rules.GetValueOrDefault(user.Name, []);
        return user.Groups.Contains("system:masters") ? [PolicyRule.All, .. s_everyone]
            : user.Groups.Contains("system:authenticated") ? [.. own, .. s_everyone]
            : own;
    }
}
