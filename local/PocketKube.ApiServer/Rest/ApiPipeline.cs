using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Auth;
using PocketKube.ApiServer.Discovery;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.OpenApi;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Rest;

/// <summary>The path of a request: authenticate, find its target, authorize, call the endpoint.</summary>
internal sealed class ApiPipeline(
    Authenticator authenticator,
    Authorizer authorizer,
    ResourceRegistry registry,
    DiscoveryDocuments discovery,
    OpenApiDocuments openApi,
    ResourceEndpoint resources,
    ScaleEndpoint scale,
    PodLogEndpoint podLogs,
    EvictionEndpoint evictions,
    ServiceAccountTokens tokens,
    ILogger logger
)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await DispatchAsync(context);
        }
        catch (StatusException e) when (e.UnknownPath)
        {
            await AnswerUnknownAsync(context, e);
        }
        catch (StatusException e)
        {
            await Responder.FailAsync(context, e);
        }
        catch (BadHttpRequestException e)
        {
            await Responder.FailAsync(context, e.StatusCode == 413 ? Failures.TooLarge(RequestBody.Limit) : Failures.BadRequest(e.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path.Value);
            await Responder.FailAsync(context, Failures.Internal(e.Message));
        }
    }

    private async Task DispatchAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        if (path is "/healthz" or "/livez" or "/readyz")
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("ok", context.RequestAborted);
            return;
        }

        UserIdentity caller = Authenticate(context);
        bool watch = context.Request.Query["watch"].ToString() is "true" or "1";
        var target = RequestTarget.Parse(context.Request.Method, path, watch);
        UserIdentity user = Impersonate(context, caller);
        if (!authorizer.Allows(user, target.Access))
            throw Denied(target, user);

        if (!target.IsResource)
        {
            await AnswerPathAsync(context, path);
            return;
        }

        ResourceDefinition resource = registry.Find(target.Group, target.Version, target.Resource) ?? throw Failures.UnknownResource();
        if (resource.Namespaced && target.Namespace.Length == 0 && target.Name.Length > 0)
            throw Failures.UnknownResource();

        await AnswerResourceAsync(context, resource, target, user);
    }

    private Task AnswerResourceAsync(HttpContext context, ResourceDefinition resource, RequestTarget target, UserIdentity user) =>
        (resource.QualifiedResource, target.Subresource) switch
        {
            ("pods", "log") => podLogs.HandleAsync(context, resource, target),
            ("pods", "eviction") => evictions.HandleAsync(context, resource, target),
            ("deployments.apps", "scale") => scale.HandleAsync(context, resource, target),
            ("serviceaccounts", "token") => IssueTokenAsync(context, target),
            ("pods", "exec" or "attach" or "portforward" or "proxy" or "binding") => throw Failures.NotImplemented(
                $"pods/{target.Subresource}"
            ),
            _ => resources.HandleAsync(context, resource, target, user),
        };

    private async Task IssueTokenAsync(HttpContext context, RequestTarget target)
    {
        if (target.Verb != "create")
            throw Failures.MethodNotAllowed();

        JsonNode? body = await RequestBody.ReadAsync(context.Request, "TokenRequest", context.RequestAborted);
        await Responder.WriteAsync(context, tokens.Issue(target.Namespace, target.Name, body), 201);
    }

    private async Task AnswerPathAsync(HttpContext context, string path)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            throw Failures.MethodNotAllowed();

        if (path.StartsWith("/openapi", StringComparison.Ordinal))
        {
            OpenApiDocument document = openApi.Find(path, context.Request.Headers.Accept.ToString(), registry.All)
                ?? throw Failures.UnknownResource();
            context.Response.ContentType = document.ContentType;
            if (document.ETag is { } tag)
            {
                context.Response.Headers.ETag = tag;
                if (context.Request.Headers.IfNoneMatch == tag)
                {
                    context.Response.StatusCode = StatusCodes.Status304NotModified;
                    return;
                }
            }

            _ = await context.Response.BodyWriter.WriteAsync(document.Body, context.RequestAborted);
            return;
        }

        await Responder.WriteAsync(context, discovery.Find(path) ?? throw Failures.UnknownResource());
    }

    /// <summary>
    /// As a real server: a Status in a built-in group, plain text where custom resources might be, and elsewhere a list of what there is.
    /// </summary>
    private Task AnswerUnknownAsync(HttpContext context, StatusException failure)
    {
        string[] segments = context.Request.Path.Value?.Split('/') ?? [];
        if (
            segments is ["", "api", ..]
            || (segments is ["", "apis", var known, ..] && registry.All.Any(r => !r.IsCustom && r.Group == known))
        )
        {
            return Responder.FailAsync(context, failure);
        }

        if (segments is ["", "apis", ..])
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync("404 page not found\n", context.RequestAborted);
        }

        IOrderedEnumerable<string> paths = registry
            .All.Select(r => r.Group.Length == 0 ? $"/api/{r.Version}" : $"/apis/{r.ApiVersion}")
            .Concat(["/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return Responder.WriteAsync(
            context,
            new JsonObject { ["paths"] = new JsonArray([.. paths.Select(p => JsonValue.Create(p))]) },
            404
        );
    }

    private UserIdentity Authenticate(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            throw Failures.Unauthorized();

        return authenticator.Authenticate(header["Bearer ".Length..].Trim(), [])?.User ?? throw Failures.Unauthorized();
    }

    private UserIdentity Impersonate(HttpContext context, UserIdentity caller)
    {
        string name = context.Request.Headers["Impersonate-User"].ToString();
        if (name.Length == 0)
            return caller;

        var access = new AccessAttributes("impersonate") { Resource = "users", Name = name };
        if (!authorizer.Allows(caller, access))
        {
            throw new StatusException(
                403,
                "Forbidden",
                $"users \"{name}\" is forbidden: {access.Denial(caller.Name)}",
                Failures.Details(name, "", "users")
            );
        }

        ImmutableArray<string> groups = [.. context.Request.Headers["Impersonate-Group"].OfType<string>()];
        if (groups.IsEmpty && name.Split(':') is ["system", "serviceaccount", var ns, _])
            groups = Authenticator.GroupsOfServiceAccount(ns);

        return new(name, "", groups.Contains("system:authenticated") ? groups : groups.Add("system:authenticated"));
    }

    private static StatusException Denied(RequestTarget target, UserIdentity user)
    {
        string why = target.Access.Denial(user.Name);
        if (!target.IsResource)
            return new(403, "Forbidden", $"forbidden: {why}", new JsonObject());

        string resource = target.Group.Length == 0 ? target.Resource : $"{target.Resource}.{target.Group}";
        string subject = target.Name.Length == 0 ? resource : $"{resource} \"{target.Name}\"";
        return new(403, "Forbidden", $"{subject} is forbidden: {why}", Failures.Details(target.Name, target.Group, target.Resource));
    }
}
