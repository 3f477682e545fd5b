using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Patch;

/// <summary>A patch of any kind, which can be applied more than once.</summary>
internal sealed class ObjectPatch
{
    private readonly Func<JsonObject, JsonNode?> _apply;

    private ObjectPatch(Func<JsonObject, JsonNode?> apply) => _apply = apply;

    /// <exception cref="StatusException">400: not a patch. 415: not one of the kinds that the resource takes.</exception>
    public static async Task<ObjectPatch> ReadAsync(HttpRequest request, ResourceDefinition resource, CancellationToken cancellationToken)
    {
        switch (RequestBody.MediaType(request))
        {
            case "application/json-patch+json":
                var operations = JsonPatch.Parse(await RequestBody.ReadAsync(request, "JSON patch", cancellationToken));
                return new(operations.Apply);
            case "application/merge-patch+json":
                JsonObject merge = await ReadObjectAsync(request, cancellationToken);
                return new(target => MergePatch.Apply(target, merge));
            case "application/strategic-merge-patch+json" when !resource.IsCustom && resource.Group != "apiextensions.k8s.io":
                JsonObject strategic = await ReadObjectAsync(request, cancellationToken);
                return new(target => StrategicMergePatch.Apply(target, strategic));
            case "application/apply-patch+yaml":
                throw new StatusException(
                    415,
                    "UnsupportedMediaType",
                    "this API server has no server-side apply yet: use client-side apply (kubectl apply without "
                        + "--server-side) or another kind of patch"
                );
            default:
                throw resource.IsCustom
                    ? Failures.UnsupportedMediaType("application/json-patch+json", "application/merge-patch+json")
                    : Failures.UnsupportedMediaType(
                        "application/json-patch+json",
                        "application/merge-patch+json",
                        "application/strategic-merge-patch+json"
                    );
        }
    }

    /// <summary>Applies the patch to a copy that it may change.</summary>
    public JsonNode? Apply(JsonObject target) => _apply(target);

    private static async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await RequestBody.ReadAsync(request, "patch", cancellationToken) as JsonObject
        ?? throw Failures.BadRequest("error decoding patch: the patch must be an object");
}
