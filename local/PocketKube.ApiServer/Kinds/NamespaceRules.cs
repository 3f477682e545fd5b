using System.Text.Json.Nodes;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of Namespaces.</summary>
internal sealed class NamespaceRules : ObjectRules
{
    public override void Default(JsonObject value)
    {
        value.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = value.Object("metadata").Text("name") ?? "";
        value.Ensure("spec").Default("finalizers", new JsonArray("kubernetes"));
    }

    public override void PrepareForCreate(JsonObject value)
    {
        value.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = value.Object("metadata").Text("name") ?? "";
        value["status"] = new JsonObject { ["phase"] = "Active" };
    }
}
