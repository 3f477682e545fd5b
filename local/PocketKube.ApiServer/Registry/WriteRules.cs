using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Rules that creates and updates share.</summary>
internal static class WriteRules
{
    /// <summary>etcd's limit on one object.</summary>
    private const int ObjectLimit = 1536 * 1024;

    /// <summary>Kinds without a generation in their metadata.</summary>
    private static readonly HashSet<string> s_noGeneration = new(StringComparer.Ordinal)
    {
        "configmaps",
        "secrets",
        "events",
        "serviceaccounts",
        "services",
        "endpoints",
        "namespaces",
        "nodes",
        "pods",
        "leases.coordination.k8s.io",
    };

    /// <summary>Whether the kind's metadata has a generation.</summary>
    public static bool HasGeneration(ResourceDefinition resource) => !s_noGeneration.Contains(resource.QualifiedResource);

    public static void PlaceInNamespace(ResourceDefinition resource, string ns, JsonObject metadata)
    {
        string given = metadata.Text("namespace") ?? "";
        if (!resource.Namespaced)
        {
            _ = metadata.Remove("namespace");
            return;
        }

        if (given.Length > 0 && given != ns)
            throw Failures.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");

        metadata["namespace"] = ns;
    }

    public static void CheckSize(JsonObject value)
    {
        if (StoredObject.Encode(value).Length > ObjectLimit)
            throw new StatusException(500, "", "etcdserver: request is too large");
    }
}
