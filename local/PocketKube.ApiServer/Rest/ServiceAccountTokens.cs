using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Auth;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Rest;

/// <summary>Answers <c>POST …/serviceaccounts/NAME/token</c>.</summary>
internal sealed class ServiceAccountTokens(ObjectStore store, TokenIssuer issuer, TimeProvider time)
{
    private const long DefaultSeconds = 3600;
    private const long LeastSeconds = 600;

    /// <exception cref="StatusException">404: no such account. 422: too short a life.</exception>
    public JsonObject Issue(string ns, string name, JsonNode? body)
    {
        StoredObject account = store.Get("serviceaccounts", ns, name) ?? throw Failures.NotFound("", "serviceaccounts", name);
        JsonObject spec = body.Object("spec") ?? [];
        ImmutableArray<string> audiences = [.. spec.Array("audiences")?.Select(a => a.AsText() ?? "") ?? []];
        long seconds = spec.Number("expirationSeconds") ?? DefaultSeconds;
        if (seconds < LeastSeconds)
        {
            throw Failures.Invalid(
                "authentication.k8s.io",
                "TokenRequest",
                "",
                [FieldError.Invalid("spec.expirationSeconds", JsonValue.Create(seconds), "may not specify a duration less than 10 minutes")]
            );
        }

        if (audiences.IsEmpty)
            audiences = Authenticator.OwnAudiences;

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now.AddSeconds(seconds);
        return new()
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = ns,
                ["creationTimestamp"] = Text(now),
            },
            ["spec"] = new JsonObject
            {
                ["audiences"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = null,
            },
            ["status"] = new JsonObject { ["token"] = issuer.Issue(account, audiences, expires), ["expirationTimestamp"] = Text(expires) },
        };
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
