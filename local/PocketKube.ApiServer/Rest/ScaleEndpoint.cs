using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Patch;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Rest;

/// <summary>The <c>/scale</c> of Deployments: an <c>autoscaling/v1 Scale</c> over their replicas.</summary>
internal sealed class ScaleEndpoint(ObjectStore store, ResourceWriter writer)
{
    public async Task HandleAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        StoredObject found = store.Get(resource.QualifiedResource, target.Namespace, target.Name)
            ?? throw Failures.NotFound(resource, target.Name);
        if (target.Verb == "get")
        {
            await Responder.WriteAsync(context, ToScale(found.Value));
            return;
        }

        Func<JsonObject, JsonNode?> change;
        switch (target.Verb)
        {
            case "update":
                JsonNode? body = await RequestBody.ReadAsync(context.Request, "Scale", context.RequestAborted);
                change = _ => body?.DeepClone();
                break;
            case "patch":
                change = (await ObjectPatch.ReadAsync(context.Request, resource, context.RequestAborted)).Apply;
                break;
            default:
                throw Failures.MethodNotAllowed();
        }

        StoredObject updated = writer.Update(
            resource,
            target.Namespace,
            target.Name,
            subresource: "",
            current => Rescale(current, change(ToScale(current))),
            WriteOptions.Parse(context.Request.Query, "UpdateOptions")
        );
        await Responder.WriteAsync(context, ToScale(updated.Value));
    }

    private static JsonObject Rescale(JsonObject deployment, JsonNode? scale)
    {
        long replicas = scale.Object("spec").Number("replicas") ?? 0;
        if (replicas < 0)
        {
            throw Failures.Invalid(
                "autoscaling",
                "Scale",
                deployment.Object("metadata").Text("name") ?? "",
                [FieldError.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0")]
            );
        }

        deployment.Ensure("spec")["replicas"] = replicas;
        if (scale.Object("metadata").Text("resourceVersion") is { Length: > 0 } revision)
            deployment.Ensure("metadata")["resourceVersion"] = revision;

        return deployment;
    }

    private static JsonObject ToScale(JsonObject deployment)
    {
        var metadata = new JsonObject();
        foreach (string field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata[field] = deployment.Object("metadata")?[field]?.DeepClone();

        JsonObject selector = deployment.Object("spec").Object("selector").Object("matchLabels") ?? [];
        return new()
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = deployment.Object("spec").Number("replicas") ?? 0 },
            ["status"] = new JsonObject
            {
                ["replicas"] = deployment.Object("status").Number("replicas") ?? 0,
                ["selector"] = string.Join(
                    ',',
                    selector.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value.AsText()}"))
                ),
            },
        };
    }
}
