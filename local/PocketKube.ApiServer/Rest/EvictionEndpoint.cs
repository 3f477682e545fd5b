using System.Globalization;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Rest;

/// <summary>
/// Answers <c>POST …/pods/NAME/eviction</c>: marks the pod with the condition DisruptionTarget, and deletes it. There are no
/// PodDisruptionBudgets that could forbid it.
/// </summary>
internal sealed class EvictionEndpoint(ResourceWriter writer, ResourceRemover remover, TimeProvider time, bool hasCondition)
{
    private const string Condition = "DisruptionTarget";

    public async Task HandleAsync(HttpContext context, ResourceDefinition resource, RequestTarget target)
    {
        if (target.Verb != "create")
            throw Failures.MethodNotAllowed();

        JsonNode? body = await RequestBody.ReadAsync(context.Request, "Eviction", context.RequestAborted);
        if (body is not JsonObject || body.Text("kind") is { } kind and not "Eviction")
            throw Failures.BadRequest("the body must be an Eviction");

        if (body.Object("metadata").Text("name") is { Length: > 0 } name && name != target.Name)
            throw Failures.BadRequest("name in URL does not match name in Eviction object");

        var options = DeleteOptions.Parse(body.Object("deleteOptions"), context.Request.Query);
        var write = WriteOptions.Parse(context.Request.Query, "CreateOptions");
        options = options with { DryRun = options.DryRun || write.DryRun };
        if (hasCondition)
            options = Mark(resource, target, options);

        _ = remover.Delete(resource, target.Namespace, target.Name, options);
        await Responder.WriteAsync(
            context,
            new JsonObject
            {
                ["kind"] = "Status",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject(),
                ["status"] = "Success",
                ["code"] = StatusCodes.Status201Created,
            },
            StatusCodes.Status201Created
        );
    }

    /// <returns>The options for the delete: a resourceVersion that held before the mark is now the mark's.</returns>
    private DeleteOptions Mark(ResourceDefinition resource, RequestTarget target, DeleteOptions options)
    {
        bool meant = false;
        StoredObject marked = writer.Update(
            resource,
            target.Namespace,
            target.Name,
            "status",
            pod =>
            {
                // Another pod than the one that was meant stays as it is; the delete then says why.
                JsonObject? metadata = pod.Object("metadata");
                meant =
                    (options.Uid ?? metadata.Text("uid")) == metadata.Text("uid")
                    && (options.ResourceVersion ?? metadata.Text("resourceVersion")) == metadata.Text("resourceVersion");
                return meant ? WithCondition(pod) : pod;
            },
            new WriteOptions(options.DryRun, "Ignore")
        );
        return meant && options is { ResourceVersion: not null, DryRun: false }
            ? options with
            {
                ResourceVersion = marked.Revision.ToString(CultureInfo.InvariantCulture),
            }
            : options;
    }

    private JsonObject WithCondition(JsonObject pod)
    {
        JsonObject status = pod.Ensure("status");
        status.Default("conditions", new JsonArray());
        JsonArray conditions = status.Array("conditions")!;
        if (conditions.Any(c => c.Text("type") == Condition && c.Text("status") == "True"))
            return pod;

        foreach (JsonNode? former in conditions.Where(c => c.Text("type") == Condition).ToArray())
            _ = conditions.Remove(former);

        conditions.Add(
            new JsonObject
            {
                ["type"] = Condition,
                ["status"] = "True",
                ["reason"] = "EvictionByEvictionAPI",
                ["message"] = "Eviction API: evicting",
                ["lastTransitionTime"] = ServerTime.Text(time),
            }
        );
        return pod;
    }
}
