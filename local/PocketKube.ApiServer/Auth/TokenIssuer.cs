using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Auth;

/// <summary>Issues and reads the tokens of ServiceAccounts: JWTs signed with a key that lives as long as the server.</summary>
internal sealed class TokenIssuer(TimeProvider time)
{
    public const string Issuer = "https://kubernetes.default.svc";

    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Issue(StoredObject account, ImmutableArray<string> audiences, DateTimeOffset expires)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = UserName(account.Namespace, account.Name),
            ["aud"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]),
            ["iat"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = account.Namespace,
                ["serviceaccount"] = new JsonObject { ["name"] = account.Name, ["uid"] = account.Uid },
            },
        };
        string body = $"{Base64Url(Encoding.UTF8.GetBytes(Header))}.{Base64Url(StoredObject.Encode(claims))}";
        return $"{body}.{Base64Url(Sign(body))}";
    }

    /// <summary>Null if this server didn't issue the token or it has expired.</summary>
    public ServiceAccountToken? Read(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3)
            return null;

        try
        {
            if (
                !CryptographicOperations.FixedTimeEquals(Sign($"{parts[0]}.{parts[1]}"), FromBase64Url(parts[2]))
                || JsonNode.Parse(FromBase64Url(parts[1])) is not JsonObject claims
                || claims.Number("exp") is not { } expires
                || expires <= time.GetUtcNow().ToUnixTimeSeconds()
            )
            {
                return null;
            }

            JsonObject? kubernetes = claims.Object("kubernetes.io");
            return new(
                kubernetes.Text("namespace") ?? "",
                kubernetes.Object("serviceaccount").Text("name") ?? "",
                kubernetes.Object("serviceaccount").Text("uid") ?? "",
                [.. claims.Array("aud")?.Select(a => a.AsText() ?? "") ?? []]
            );
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    public static string UserName(string ns, string name) => $"system:serviceaccount:{ns}:{name}";

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] FromBase64Url(string text)
    {
        string padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded + new string('=', (4 - (padded.Length % 4)) % 4));
    }

    private byte[] Sign(string body) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(body));
}
