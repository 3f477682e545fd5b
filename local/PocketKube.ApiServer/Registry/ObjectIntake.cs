using System.Text.Json;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Crd;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Kinds;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Makes an object of a client's JSON: kind and version checked, unknown fields dropped, types right, defaults set.</summary>
internal sealed class ObjectIntake(ObjectSchemas schemas, RulesOfKinds rules)
{
    // What ObjectMeta has; a client's managedFields and selfLink are never kept.
    private static readonly HashSet<string> s_metadata = new(StringComparer.Ordinal)
    {
        "name",
        "generateName",
        "namespace",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "labels",
        "annotations",
        "ownerReferences",
        "finalizers",
    };

    /// <summary>Takes a body that must be an object of that resource. It is changed in place.</summary>
    /// <exception cref="StatusException">400: it isn't one.</exception>
    public JsonObject Take(ResourceDefinition resource, JsonNode? body, WriteOptions options)
    {
        if (body is not JsonObject value)
        {
            throw Failures.BadRequest(
                body is null
                    ? "Required value: the request has no body"
                    : $"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: the "
                        + "body must be an object"
            );
        }

        CheckKind(resource, value);
        CheckMetadata(resource, value, options);
        var unknown = new List<string>();
        SchemaPruner.PruneObject(value, schemas.Of(resource), unknown);
        Report(unknown, resource, options);
        if (!resource.IsCustom)
            BuiltInDecoder.Decode(resource, value, schemas.Of(resource));

        rules.Of(resource).Default(value);
        return value;
    }

    private static void CheckKind(ResourceDefinition resource, JsonObject value)
    {
        string kind = value.Text("kind") ?? "";
        string apiVersion = value.Text("apiVersion") ?? "";
        if (resource.IsCustom && kind.Length == 0)
            throw Failures.BadRequest($"Object 'Kind' is missing in '{value.ToJsonString()}'");

        if (resource.IsCustom && apiVersion.Length == 0)
            throw Failures.BadRequest($"Object 'apiVersion' is missing in '{value.ToJsonString()}'");

        if (apiVersion.Length > 0 && apiVersion != resource.ApiVersion)
        {
            throw Failures.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({resource.ApiVersion})"
            );
        }

        if (kind.Length > 0 && kind != resource.Kind && resource.IsCustom)
        {
            throw Failures.Invalid(
                resource.Group,
                kind,
                value.Object("metadata").Text("name") ?? "",
                [FieldError.Invalid("kind", JsonValue.Create(kind), $"must be {resource.Kind}")]
            );
        }

        if (kind.Length > 0 && kind != resource.Kind)
        {
            throw Failures.BadRequest(
                $"{kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: converting "
                    + $"({apiVersion}.{kind}) to ({resource.ApiVersion}.{resource.Kind}): unknown conversion"
            );
        }

        if (value["kind"] is null || value["apiVersion"] is null)
        {
            // First in the text, as people expect them.
            _ = value.Remove("apiVersion");
            _ = value.Remove("kind");
            value.Insert(0, "apiVersion", resource.ApiVersion);
            value.Insert(1, "kind", resource.Kind);
        }
    }

    private static void CheckMetadata(ResourceDefinition resource, JsonObject value, WriteOptions options)
    {
        if (value["metadata"] is not null and not JsonObject)
        {
            throw Failures.Undecodable(
                resource,
                $"json: cannot unmarshal {KindOf(value["metadata"]!)} into Go struct field {resource.Kind}.metadata of type v1.ObjectMeta"
            );
        }

        JsonObject metadata = value.Ensure("metadata");
        var unknown = new List<string>();
        foreach ((string? name, JsonNode? child) in metadata.ToArray())
        {
            if (name is "managedFields" or "selfLink" or "clusterName" || child is null)
            {
                _ = metadata.Remove(name);
                continue;
            }

            if (!s_metadata.Contains(name))
            {
                unknown.Add($"metadata.{name}");
                _ = metadata.Remove(name);
                continue;
            }

            CheckMetadataType(resource, name, child);
        }

        Report(unknown, resource, options);
    }

    private static void CheckMetadataType(ResourceDefinition resource, string name, JsonNode child)
    {
        (bool right, string? type) = name switch
        {
            "labels" or "annotations" => (child is JsonObject map && map.All(p => p.Value.AsText() is not null), "map[string]string"),
            "ownerReferences" => (child is JsonArray owners && owners.All(o => o is JsonObject), "[]v1.OwnerReference"),
            "finalizers" => (child is JsonArray texts && texts.All(o => o.AsText() is not null), "[]string"),
            "generation" or "deletionGracePeriodSeconds" => (child.AsInteger() is not null, "int64"),
            _ => (child.AsText() is not null, "string"),
        };
        if (!right)
        {
            JsonNode? wrong =
                child is JsonObject some && name is ("labels" or "annotations") ? some.First(p => p.Value.AsText() is null).Value : child;
            throw Failures.Undecodable(
                resource,
                $"json: cannot unmarshal {KindOf(wrong)} into Go struct field ObjectMeta.metadata.{name} of type "
                    + $"{(type.StartsWith("map", StringComparison.Ordinal) ? "string" : type)}"
            );
        }
    }

    private static string KindOf(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.True or JsonValueKind.False => "bool",
            _ => "null",
        };

    private static void Report(List<string> unknown, ResourceDefinition resource, WriteOptions options)
    {
        if (unknown.Count == 0 || options.FieldValidation == "Ignore")
            return;

        string[] sentences = unknown.Order(StringComparer.Ordinal).Select(f => $"unknown field \"{f}\"").ToArray();
        if (options.FieldValidation == "Strict")
        {
            throw Failures.BadRequest(
                $"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: "
                    + $"strict decoding error: {string.Join(", ", sentences)}"
            );
        }

        options.Warnings.AddRange(sentences);
    }
}
