using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Auth;

/// <summary>Who makes a request.</summary>
internal sealed record UserIdentity(string Name, string Uid, ImmutableArray<string> Groups)
{
    public JsonObject ToUserInfo()
    {
        var user = new JsonObject { ["username"] = Name };
        if (Uid.Length > 0)
            user["uid"] = Uid;

        user["groups"] = new JsonArray([.. Groups.Select(g => (JsonNode)g)]);
        return user;
    }
}
