using System.Text.Json.Nodes;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Discovery;

/// <summary>What the server says about itself: <c>/api</c>, <c>/apis</c> and what lies below, <c>/version</c>.</summary>
internal sealed class DiscoveryDocuments(ResourceRegistry registry, string serverAddress)
{
    /// <summary>The document at a path; null when there is none.</summary>
    public JsonObject? Find(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["version"] => Version(),
            ["api"] => CoreVersions(),
            ["api", "v1"] => Resources("", "v1"),
            ["apis"] => Groups(),
            ["apis", var group] when registry.HasGroup(group) && group.Length > 0 => Group(group, asDocument: true),
            ["apis", var group, var version] when registry.All.Any(r => r.Group == group && r.Version == version) => Resources(
                group,
                version
            ),
            _ => null,
        };
    }

    private static JsonObject Version() =>
        new()
        {
            ["major"] = "1",
            ["minor"] = "32",
            ["gitVersion"] = "v1.32.0+kubetask-local",
            ["gitCommit"] = "",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = "",
            ["compiler"] = "dotnet",
            ["platform"] = "linux/amd64",
        };

    private JsonObject CoreVersions() =>
        new()
        {
            ["kind"] = "APIVersions",
            ["versions"] = new JsonArray("v1"),
            ["serverAddressByClientCIDRs"] = new JsonArray(
                new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = serverAddress }
            ),
        };

    private JsonObject Groups() =>
        new()
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([
                .. registry
                    .All.Select(r => r.Group)
                    .Where(g => g.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                    .Select(g => Group(g, asDocument: false)),
            ]),
        };

    private JsonObject Group(string group, bool asDocument)
    {
        string[] versions = registry.All.Where(r => r.Group == group).Select(r => r.Version).Distinct(StringComparer.Ordinal).ToArray();
        var document = new JsonObject();
        if (asDocument)
        {
            document["kind"] = "APIGroup";
            document["apiVersion"] = "v1";
        }

        document["name"] = group;
        document["versions"] = new JsonArray([.. versions.Select(v => (JsonNode)GroupVersion(group, v))]);
        document["preferredVersion"] = GroupVersion(group, versions[0]);
        return document;
    }

    private static JsonObject GroupVersion(string group, string version) =>
        new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private JsonObject Resources(string group, string version)
    {
        var resources = new JsonArray();
        foreach (
            ResourceDefinition? resource in registry
                .All.Where(r => r.Group == group && r.Version == version)
                .OrderBy(r => r.Plural, StringComparer.Ordinal)
        )
        {
            resources.Add(Describe(resource));
            foreach (SubresourceDefinition subresource in resource.Subresources)
            {
                var described = new JsonObject
                {
                    ["name"] = $"{resource.Plural}/{subresource.Name}",
                    ["singularName"] = "",
                    ["namespaced"] = resource.Namespaced,
                };
                if (subresource.Group is not null)
                {
                    described["group"] = subresource.Group;
                    described["version"] = subresource.Version;
                }

                described["kind"] = subresource.Kind;
                described["verbs"] = new JsonArray([.. subresource.Verbs.Select(v => (JsonNode)v)]);
                resources.Add(described);
            }
        }

        return new()
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = resources,
        };
    }

    private static JsonObject Describe(ResourceDefinition resource)
    {
        var described = new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = new JsonArray([.. resource.Verbs.Select(v => (JsonNode)v)]),
        };
        if (!resource.ShortNames.IsEmpty)
            described["shortNames"] = new JsonArray([.. resource.ShortNames.Select(v => (JsonNode)v)]);

        if (!resource.Categories.IsEmpty)
            described["categories"] = new JsonArray([.. resource.Categories.Select(v => (JsonNode)v)]);

        return described;
    }
}
