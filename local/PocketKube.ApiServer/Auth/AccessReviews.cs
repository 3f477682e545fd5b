using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Auth;

/// <summary>The kinds that are questions, not objects: <c>authentication.k8s.io</c> and <c>authorization.k8s.io</c>.</summary>
internal sealed class AccessReviews(Authenticator authenticator, Authorizer authorizer)
{
    /// <summary>Answers a review.</summary>
    /// <returns>The review with its status; null when there is no such kind of review.</returns>
    public JsonObject? Answer(string resource, UserIdentity caller, string ns, JsonObject review)
    {
        JsonObject spec = review.Object("spec") ?? [];
        JsonObject? status = resource switch
        {
            "tokenreviews" => ReviewToken(spec),
            "selfsubjectreviews" => new JsonObject { ["userInfo"] = caller.ToUserInfo() },
            "selfsubjectaccessreviews" => ReviewAccess(caller, spec),
            "subjectaccessreviews" or "localsubjectaccessreviews" => ReviewAccess(Subject(spec), spec),
            "selfsubjectrulesreviews" => ListRules(caller, spec.Text("namespace") ?? ns),
            _ => null,
        };
        if (status is null)
            return null;

        review.Default("metadata", new JsonObject { ["creationTimestamp"] = null });
        if (resource != "selfsubjectreviews")
            review.Default("spec", new JsonObject());

        review["status"] = status;
        return review;
    }

    private static UserIdentity Subject(JsonObject spec)
    {
        string user = spec.Text("user") ?? "";
        ImmutableArray<string> groups = spec.Array("groups")?.Select(g => g.AsText() ?? "").ToImmutableArray() ?? [];
        return user.Length == 0 && groups.IsEmpty
            ? throw Failures.Invalid(
                "authorization.k8s.io",
                "SubjectAccessReview",
                "",
                [FieldError.Invalid("spec.user", JsonValue.Create(""), "at least one of user or group must be specified")]
            )
            : new(user, spec.Text("uid") ?? "", groups);
    }

    private JsonObject ReviewToken(JsonObject spec)
    {
        string token = spec.Text("token") ?? "";
        if (token.Length == 0)
            throw Failures.BadRequest("token is required for TokenReview in authentication");

        ImmutableArray<string> audiences = spec.Array("audiences")?.Select(a => a.AsText() ?? "").ToImmutableArray() ?? [];
        return authenticator.Authenticate(token, audiences) is { } accepted
            ? new()
            {
                ["authenticated"] = true,
                ["user"] = accepted.User.ToUserInfo(),
                ["audiences"] = new JsonArray([.. accepted.Audiences.Select(a => (JsonNode)a)]),
            }
            : new() { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };
    }

    private JsonObject ReviewAccess(UserIdentity user, JsonObject spec)
    {
        AccessAttributes access;
        if (spec.Object("resourceAttributes") is { } resource)
        {
            access = new(resource.Text("verb") ?? "")
            {
                Group = resource.Text("group") ?? "",
                Resource = resource.Text("resource") ?? "",
                Subresource = resource.Text("subresource") ?? "",
                Namespace = resource.Text("namespace") ?? "",
                Name = resource.Text("name") ?? "",
            };
        }
        else if (spec.Object("nonResourceAttributes") is { } path)
        {
            access = new(path.Text("verb") ?? "") { IsResource = false, Path = path.Text("path") ?? "" };
        }
        else
        {
            throw Failures.Invalid(
                "authorization.k8s.io",
                "SelfSubjectAccessReview",
                "",
                [
                    FieldError.Invalid(
                        "spec.resourceAttributes",
                        null,
                        "exactly one of nonResourceAttributes or resourceAttributes must be specified"
                    ),
                ]
            );
        }

        return authorizer.Allows(user, access)
            ? new() { ["allowed"] = true, ["reason"] = "RBAC: allowed by a rule of this server" }
            : new() { ["allowed"] = false };
    }

    private JsonObject ListRules(UserIdentity user, string ns)
    {
        var resourceRules = new JsonArray();
        var pathRules = new JsonArray();
        foreach (PolicyRule rule in authorizer.RulesOf(user))
        {
            if (!rule.Resources.IsEmpty && (rule.Namespaces.IsEmpty || rule.Namespaces.Contains(ns)))
            {
                var told = new JsonObject
                {
                    ["verbs"] = Texts(rule.Verbs),
                    ["apiGroups"] = Texts(rule.ApiGroups),
                    ["resources"] = Texts(rule.Resources),
                };
                if (!rule.ResourceNames.IsEmpty)
                    told["resourceNames"] = Texts(rule.ResourceNames);

                resourceRules.Add(told);
            }

            if (!rule.NonResourceUrls.IsEmpty)
                pathRules.Add(new JsonObject { ["verbs"] = Texts(rule.Verbs), ["nonResourceURLs"] = Texts(rule.NonResourceUrls) });
        }

        return new()
        {
            ["resourceRules"] = resourceRules,
            ["nonResourceRules"] = pathRules,
            ["incomplete"] = false,
        };
    }

    private static JsonArray Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
