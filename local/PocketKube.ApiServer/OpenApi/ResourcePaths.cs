using System.Text.Json.Nodes;
using Kubernetes.OpenApi;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.OpenApi;

/// <summary>The paths of a resource, and what may be done there.</summary>
internal static class ResourcePaths
{
    // Verb, HTTP method, x-kubernetes-action; in the order in which documents list methods.
    private static readonly (string Verb, string Method, string Action)[] s_ofCollection =
    [
        ("list", "get", "list"),
        ("create", "post", "post"),
        ("deletecollection", "delete", "deletecollection"),
    ];

    private static readonly (string Verb, string Method, string Action)[] s_ofObject =
    [
        ("get", "get", "get"),
        ("update", "put", "put"),
        ("patch", "patch", "patch"),
        ("create", "post", "post"),
        ("delete", "delete", "delete"),
    ];

    /// <summary>Adds the paths of <paramref name="resource"/> below <paramref name="root"/> (<c>/apis/batch/v1</c>).</summary>
    public static void Add(JsonObject paths, string root, ResourceDefinition resource, string kind, string list)
    {
        string collection = resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{resource.Plural}" : $"{root}/{resource.Plural}";
        JsonObject self = GroupVersionKind(resource.Group, resource.Version, resource.Kind);
        Operations(paths, collection, s_ofCollection.Where(v => resource.Verbs.Contains(v.Verb)), resource, self, v =>
            v == "list" ? list : kind
        );
        Operations(
            paths,
            collection + "/{name}",
            s_ofObject.Where(v => v.Verb != "create" && resource.Verbs.Contains(v.Verb)),
            resource,
            self,
            _ => kind
        );
        foreach (SubresourceDefinition sub in resource.Subresources)
        {
            // What is no object of the kind itself, such as a log, is described by no component here.
            string? component = sub.Kind == resource.Kind ? kind : null;
            JsonObject subKind = GroupVersionKind(sub.Group ?? resource.Group, sub.Version ?? resource.Version, sub.Kind);
            Operations(
                paths,
                $"{collection}/{{name}}/{sub.Name}",
                s_ofObject.Where(v => sub.Verbs.Contains(v.Verb)),
                resource,
                subKind,
                _ => component
            );
        }

        if (resource.Namespaced)
        {
            Operations(
                paths,
                $"{root}/{resource.Plural}",
                s_ofCollection.Where(v => v.Verb == "list" && resource.Verbs.Contains(v.Verb)),
                resource,
                self,
                _ => list
            );
        }
    }

    /// <summary>The value of <c>x-kubernetes-group-version-kind</c>.</summary>
    public static JsonObject GroupVersionKind(string group, string version, string kind) =>
        new()
        {
            ["group"] = group,
            ["kind"] = kind,
            ["version"] = version,
        };

    private static void Operations(
        JsonObject paths,
        string path,
        IEnumerable<(string Verb, string Method, string Action)> verbs,
        ResourceDefinition resource,
        JsonObject kind,
        Func<string, string?> component
    )
    {
        var item = new JsonObject();
        foreach ((string? verb, string? method, string? action) in verbs)
        {
            item[method] = Operation(verb, action, path, resource, kind, component(verb));
        }

        if (item.Count > 0)
        {
            item["parameters"] = new JsonArray([.. PathParameters(path)]);
            paths[path] = item;
        }
    }

    private static JsonObject Operation(
        string verb,
        string action,
        string path,
        ResourceDefinition resource,
        JsonObject kind,
        string? component
    )
    {
        var ok = new JsonObject { ["description"] = "OK" };
        if (component is not null)
            ok["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = ComponentSchemas.Reference(component) } };

        var operation = new JsonObject
        {
            ["description"] = $"{verb} {resource.Kind}",
            ["operationId"] =
                verb
                + string.Concat(
                    path.Split('/', '{', '}').Where(static p => p.Length > 0).Select(static p => char.ToUpperInvariant(p[0]) + p[1..])
                ),
            ["parameters"] = new JsonArray([.. QueryParameters(verb)]),
            ["responses"] = new JsonObject { ["200"] = ok },
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = kind.DeepClone(),
        };
        if (Body(verb, component) is { } body)
            operation["requestBody"] = new JsonObject { ["content"] = body, ["required"] = true };

        return operation;
    }

    // Strategic merge patches are taken but not listed: where they are, kubectl takes the lists' merge keys
    // from this document and not from the types that it has built in.
    private static JsonObject? Body(string verb, string? component) =>
        verb switch
        {
            "create" or "update" when component is not null => new()
            {
                ["application/json"] = new JsonObject { ["schema"] = ComponentSchemas.Reference(component) },
            },
            "patch" => new() { ["application/json-patch+json"] = new JsonObject(), ["application/merge-patch+json"] = new JsonObject() },
            _ => null,
        };

    private static IEnumerable<JsonNode> PathParameters(string path)
    {
        if (path.Contains("{namespace}", StringComparison.Ordinal))
            yield return Parameter("namespace", "path", "string", "The namespace of the object");

        if (path.Contains("{name}", StringComparison.Ordinal))
            yield return Parameter("name", "path", "string", "The name of the object");
    }

    private static IEnumerable<JsonNode> QueryParameters(string verb)
    {
        switch (verb)
        {
            case "list":
                yield return Parameter("labelSelector", "query", "string", "Selects by labels.");
                yield return Parameter("fieldSelector", "query", "string", "Selects by fields.");
                yield return Parameter("limit", "query", "integer", "How many to answer at most.");
                yield return Parameter("continue", "query", "string", "Where the last answer ended.");
                yield return Parameter("resourceVersion", "query", "string", "The state to answer from, or to watch from.");
                yield return Parameter("watch", "query", "boolean", "Answer changes as they come.");
                break;
            case "create" or "update" or "patch":
                yield return Parameter("dryRun", "query", "string", "All: check, and write nothing.");
                yield return Parameter("fieldManager", "query", "string", "Who writes.");
                yield return Parameter(
                    "fieldValidation",
                    "query",
                    "string",
                    "What to do about unknown and duplicate fields: Ignore, Warn or Strict."
                );
                break;
            case "delete" or "deletecollection":
                yield return Parameter("dryRun", "query", "string", "All: check, and write nothing.");
                yield return Parameter("gracePeriodSeconds", "query", "integer", "Seconds until the object is removed.");
                yield return Parameter(
                    "propagationPolicy",
                    "query",
                    "string",
                    "What becomes of dependents: Orphan, Background or Foreground."
                );
                break;
        }
    }

    private static JsonObject Parameter(string name, string place, string type, string description)
    {
        var parameter = new JsonObject
        {
            ["name"] = name,
            ["in"] = place,
            ["description"] = description,
            ["schema"] = new JsonObject { ["type"] = type, ["uniqueItems"] = true },
        };
        if (place == "path")
            parameter["required"] = true;

        return parameter;
    }
}
