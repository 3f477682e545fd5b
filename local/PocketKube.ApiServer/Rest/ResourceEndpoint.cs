using System.Text.Json.Nodes;
using PocketKube.ApiServer.Auth;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Patch;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Watch;

namespace PocketKube.ApiServer.Rest;

/// <summary>The verbs on stored objects.</summary>
internal sealed class ResourceEndpoint(
    ObjectStore store,
    ResourceWriter writer,
    ResourceRemover remover,
    ResourceLister lister,
    WatchEndpoint watches,
    AccessReviews reviews,
    Responder responder
)
{
    public Task HandleAsync(HttpContext context, ResourceDefinition resource, RequestTarget target, UserIdentity user)
    {
        if (target.Subresource.Length > 0)
        {
            return resource.FindSubresource(target.Subresource) is null
                ? throw (
                    resource.IsCustom && target.Subresource == "status"
                        ? Failures.NotFound(resource, target.Name)
                        : Failures.UnknownResource()
                )
                : HandleStatusAsync(context, resource, target);
        }

        string verb = target.Verb == "watch" && target.Name.Length > 0 ? "watch" : target.Verb;
        if (!resource.Verbs.Contains(verb) || (target.Name.Length > 0 ? verb is "create" : verb is "update" or "patch"))
            throw Failures.MethodNotAllowed();

        return verb switch
        {
            "get" => GetAsync(context, resource, target),
            "list" => ListAsync(context, resource, target),
            "watch" => watches.StreamAsync(
                context,
                resource,
                ListOptions.Parse(resource, target.Namespace, target.Name, context.Request.Query)
            ),
            "create" when resource.Verbs is ["create"] => ReviewAsync(context, resource, target, user),
            "create" => CreateAsync(context, resource, target),
            "update" => UpdateAsync(context, resource, target),
            "patch" => PatchAsync(context, resource, target),
            "delete" => DeleteAsync(context, resource, target),
            "deletecollection" => DeleteCollectionAsync(context, resource, target),
            _ => throw Failures.MethodNotAllowed(),
        };
    }

    private Task HandleStatusAsync(HttpContext context, ResourceDefinition resource, RequestTarget target) =>
        target.Verb switch
        {
            "get" => GetAsync(context, resource, target),
            "update" => UpdateAsync(context, resource, target),
            "patch" => PatchAsync(context, resource, target),
            _ => throw Failures.MethodNotAllowed(),
        };

    private Task GetAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        StoredObject found = store.Get(resource.QualifiedResource, NamespaceOf(resource, target), target.Name)
            ?? throw Failures.NotFound(resource, target.Name);
        return responder.WriteObjectAsync(context, resource, found, IncludeObject(context));
    }

    private Task ListAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        var options = ListOptions.Parse(resource, target.Namespace, target.Name, context.Request.Query);
        return responder.WriteListAsync(context, resource, lister.List(resource, options), options.IncludeObject);
    }

    private async Task ReviewAsync(HttpContext context, ResourceDefinition resource, RequestTarget target, UserIdentity user)
    {
        JsonNode? body = await RequestBody.ReadAsync(context.Request, resource.Kind, context.RequestAborted);
        if (body is not JsonObject review || reviews.Answer(resource.Plural, user, target.Namespace, review) is not { } answer)
            throw Failures.BadRequest($"the body must be a {resource.Kind}");

        answer["kind"] = resource.Kind;
        answer["apiVersion"] = resource.ApiVersion;
        await Responder.WriteAsync(context, answer, 201);
    }

    private async Task CreateAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        if (resource.Namespaced && target.Namespace.Length == 0)
            throw Failures.MethodNotAllowed();

        var options = WriteOptions.Parse(context.Request.Query, "CreateOptions");
        JsonNode? body = await RequestBody.ReadAsync(context.Request, resource.Kind, context.RequestAborted);
        StoredObject created = writer.Create(resource, NamespaceOf(resource, target), body, options);
        Warn(context, options);
        await responder.WriteObjectAsync(context, resource, created, IncludeObject(context), 201);
    }

    private async Task UpdateAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        var options = WriteOptions.Parse(context.Request.Query, "UpdateOptions");
        JsonNode? body = await RequestBody.ReadAsync(context.Request, resource.Kind, context.RequestAborted);
        StoredObject updated = writer.Update(
            resource,
            NamespaceOf(resource, target),
            target.Name,
            target.Subresource,
            _ => body?.DeepClone(),
            options
        );
        Warn(context, options);
        await responder.WriteObjectAsync(context, resource, updated, IncludeObject(context));
    }

    private async Task PatchAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        WriteOptions options = WriteOptions.Parse(context.Request.Query, "PatchOptions") with { IsPatch = true };
        ObjectPatch patch = await ObjectPatch.ReadAsync(context.Request, resource, context.RequestAborted);
        StoredObject updated = writer.Update(
            resource,
            NamespaceOf(resource, target),
            target.Name,
            target.Subresource,
            patch.Apply,
            options
        );
        Warn(context, options);
        await responder.WriteObjectAsync(context, resource, updated, IncludeObject(context));
    }

    private async Task DeleteAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        JsonNode? body = await RequestBody.ReadAsync(context.Request, "DeleteOptions", context.RequestAborted);
        ResourceRemover.Outcome outcome = remover.Delete(
            resource,
            NamespaceOf(resource, target),
            target.Name,
            DeleteOptions.Parse(body, context.Request.Query)
        );
        if (!outcome.Gone || resource.QualifiedResource is "pods" or "services" or "serviceaccounts")
        {
            await responder.WriteObjectAsync(context, resource, outcome.Object, IncludeObject(context));
            return;
        }

        JsonObject details = Failures.Details(target.Name, resource.Group, resource.Plural);
        details["uid"] = outcome.Object.Uid;
        await Responder.WriteAsync(
            context,
            new JsonObject
            {
                ["kind"] = "Status",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject(),
                ["status"] = "Success",
                ["details"] = details,
            }
        );
    }

    private async Task DeleteCollectionAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        if (resource.Namespaced && target.Namespace.Length == 0)
            throw Failures.MethodNotAllowed();

        JsonNode? body = await RequestBody.ReadAsync(context.Request, "DeleteOptions", context.RequestAborted);
        var options = DeleteOptions.Parse(body, context.Request.Query);
        ListPage page = lister.List(
            resource,
            ListOptions.Parse(resource, target.Namespace, target.Name, context.Request.Query) with
            {
                Limit = null,
            }
        );
        var deleted = new List<StoredObject>();
        foreach (StoredObject item in page.Items)
        {
            try
            {
                deleted.Add(remover.Delete(resource, item.Namespace, item.Name, options).Object);
            }
            catch (StatusException e) when (e.Code == 404)
            {
                // It was deleted meanwhile, which is what the request wanted.
            }
        }

        await responder.WriteListAsync(context, resource, page with { Items = deleted }, IncludeObject(context));
    }

    private static string NamespaceOf(ResourceDefinition resource, RequestTarget target) => resource.Namespaced ? target.Namespace : "";

    private static string IncludeObject(HttpContext context) =>
        context.Request.Query["includeObject"].ToString() is { Length: > 0 } include ? include : "Metadata";

    private static void Warn(HttpContext context, WriteOptions options)
    {
        foreach (string warning in options.Warnings)
        {
            context.Response.Headers.Append(
                "Warning",
                $"299 - \"{warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            );
        }
    }
}
