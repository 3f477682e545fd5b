using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Kubernetes.OpenApi;
using Kubernetes.Yaml;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.OpenApi;

/// <summary>The OpenAPI v3 document of one group and version.</summary>
internal static class GroupVersionDocument
{
    /// <param name="path"><c>api/v1</c> or <c>apis/batch/v1</c>.</param>
    /// <param name="resources">The resources of that group and version.</param>
    /// <param name="documentation">Descriptions of Kubernetes' types.</param>
    public static byte[] Of(string path, IReadOnlyList<ResourceDefinition> resources, XmlDocumentation documentation)
    {
        var components = new ComponentSchemas(documentation);
        var paths = new JsonObject();
        foreach (ResourceDefinition? resource in resources.OrderBy(static r => r.Plural, StringComparer.Ordinal))
        {
            (string? kind, string? list) = resource.Model is { } model
                ? BuiltIn(components, resource, model)
                : Custom(components, resource);
            ResourcePaths.Add(paths, "/" + path, resource, kind, list);
        }

        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(
            new JsonObject
            {
                ["openapi"] = "3.0.0",
                ["info"] = new JsonObject { ["title"] = "PocketKube API server", ["version"] = "v1" },
                ["paths"] = paths,
                ["components"] = new JsonObject { ["schemas"] = KeyOrder.Sorted(components.Schemas) },
            }
        );
    }

    private static (string Kind, string List) BuiltIn(ComponentSchemas components, ResourceDefinition resource, Type model)
    {
        string kind = components.Add(model);
        Mark(components, kind, resource, resource.Kind);
        if (model.Assembly.GetType(model.FullName + "List") is not { } listModel)
            return (kind, kind);

        string list = components.Add(listModel);
        Mark(components, list, resource, resource.Kind + "List");
        return (kind, list);
    }

    private static (string Kind, string List) Custom(ComponentSchemas components, ResourceDefinition resource)
    {
        string kind = ComponentName.Of(resource.Group, resource.Version, resource.Kind);
        JsonObject schema = resource.OpenApiSchema?.DeepClone().AsObject()
            ?? new() { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        if (schema["properties"] is not JsonObject properties)
            schema["properties"] = properties = [];

        properties["apiVersion"] ??= new JsonObject
        {
            ["type"] = "string",
            ["description"] = "The versioned schema of this representation of an object.",
        };
        properties["kind"] ??= new JsonObject { ["type"] = "string", ["description"] = "The kind of the object, in CamelCase." };
        properties["metadata"] = Described(components.Add(typeof(V1ObjectMeta)), "Standard object's metadata.");
        components.Schemas[kind] = schema;
        Mark(components, kind, resource, resource.Kind);

        string list = ComponentName.Of(resource.Group, resource.Version, resource.Kind + "List");
        components.Schemas[list] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = $"A list of {resource.Kind}.",
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = properties["apiVersion"]!.DeepClone(),
                ["items"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = ComponentSchemas.Reference(kind),
                    ["description"] = $"List of {resource.Plural}.",
                },
                ["kind"] = properties["kind"]!.DeepClone(),
                ["metadata"] = Described(components.Add(typeof(V1ListMeta)), "Standard list metadata."),
            },
            ["required"] = new JsonArray("items"),
        };
        Mark(components, list, resource, resource.Kind + "List");
        return (kind, list);
    }

    private static JsonObject Described(string component, string description)
    {
        JsonObject schema = ComponentSchemas.Reference(component);
        schema["description"] = description;
        return schema;
    }

    private static void Mark(ComponentSchemas components, string component, ResourceDefinition resource, string kind) =>
        components.Schemas[component]!["x-kubernetes-group-version-kind"] = new JsonArray(
            ResourcePaths.GroupVersionKind(resource.Group, resource.Version, kind)
        );
}
