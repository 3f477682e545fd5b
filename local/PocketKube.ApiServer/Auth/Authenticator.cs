using System.Collections.Frozen;
using System.Collections.Immutable;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Auth;

/// <summary>Finds the user of a bearer token.</summary>
internal sealed class Authenticator
{
    /// <summary>The audience of a token that is meant for this server.</summary>
    public static readonly ImmutableArray<string> OwnAudiences = [TokenIssuer.Issuer];

    private readonly FrozenDictionary<string, UserIdentity> _static;
    private readonly TokenIssuer _issuer;
    private readonly ObjectStore _store;

    public Authenticator(IEnumerable<ApiUser> users, TokenIssuer issuer, ObjectStore store)
    {
        _static = users
            .Where(u => u.Token is not null)
            .ToFrozenDictionary(
                u => u.Token!,
                u => new UserIdentity(u.Name, "", [.. u.Groups, "system:authenticated"]),
                StringComparer.Ordinal
            );
        _issuer = issuer;
        _store = store;
    }

    /// <summary>The holder of a token and those of the wanted audiences that the token is for; null: not a valid token.</summary>
    public (UserIdentity User, ImmutableArray<string> Audiences)? Authenticate(string token, ImmutableArray<string> audiences)
    {
        ImmutableArray<string> wanted = audiences.IsEmpty ? OwnAudiences : audiences;
        if (_static.TryGetValue(token, out UserIdentity? user))
            return Accept(user, OwnAudiences, wanted);

        if (
            _issuer.Read(token) is not { } claims
            || _store.Get("serviceaccounts", claims.Namespace, claims.Name) is not { } account
            || account.Uid != claims.Uid
        )
        {
            return null;
        }

        var identity = new UserIdentity(
            TokenIssuer.UserName(claims.Namespace, claims.Name),
            claims.Uid,
            GroupsOfServiceAccount(claims.Namespace)
        );
        return Accept(identity, claims.Audiences, wanted);
    }

    public static ImmutableArray<string> GroupsOfServiceAccount(string ns) =>
        ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"];

    private static (UserIdentity User, ImmutableArray<string> Audiences)? Accept(
        UserIdentity user,
        ImmutableArray<string> has,
        ImmutableArray<string> wanted
    )
    {
        ImmutableArray<string> both = [.. wanted.Where(w => has.Contains(w))];
        return both.IsEmpty ? null : (user, both);
    }
}
