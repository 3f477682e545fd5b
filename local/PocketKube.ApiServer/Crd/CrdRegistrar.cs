using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Tables;

namespace PocketKube.ApiServer.Crd;

/// <summary>Serves what stored CustomResourceDefinitions define, from the moment that they are stored.</summary>
internal sealed class CrdRegistrar(ObjectStore store, ResourceRegistry registry)
{
    private const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";

    public void Attach() => store.Changed += OnChanged;

    private void OnChanged(string resource, StoreEvent change)
    {
        if (resource != Definitions)
            return;

        if (change.Type != StoreEventType.Deleted)
        {
            registry.Replace(change.Object.Name, Resources(change.Object.Value));
            return;
        }

        ResourceDefinition? gone = registry.FindStored(change.Object.Name);
        registry.Replace(change.Object.Name, []);
        foreach (StoredObject? instance in gone is null ? [] : store.Read(change.Object.Name).Objects.Values.ToArray())
            _ = store.Delete(change.Object.Name, instance);
    }

    private static IEnumerable<ResourceDefinition> Resources(JsonObject definition)
    {
        JsonObject spec = definition.Object("spec") ?? [];
        JsonObject names = spec.Object("names") ?? [];
        foreach (JsonObject? version in (spec.Array("versions") ?? []).OfType<JsonObject>().Where(v => v.Flag("served") == true))
        {
            string kind = names.Text("kind") ?? "";
            ImmutableArray<SubresourceDefinition>.Builder subresources = ImmutableArray.CreateBuilder<SubresourceDefinition>();
            if (version.Object("subresources").Object("status") is not null)
                subresources.Add(BuiltInResources.Status(kind));

            yield return new()
            {
                Group = spec.Text("group") ?? "",
                Version = version.Text("name") ?? "",
                Plural = names.Text("plural") ?? "",
                Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
                Kind = kind,
                ListKind = names.Text("listKind") ?? kind + "List",
                Namespaced = spec.Text("scope") == "Namespaced",
                ShortNames = Texts(names, "shortNames"),
                Categories = Texts(names, "categories"),
                Subresources = subresources.ToImmutable(),
                PrinterColumns = [.. (version.Array("additionalPrinterColumns") ?? []).OfType<JsonObject>().Select(Column)],
                OpenApiSchema = version.Object("schema").Object("openAPIV3Schema") ?? [],
            };
        }
    }

    private static PrinterColumn Column(JsonObject column) =>
        new(
            column.Text("name") ?? "",
            column.Text("type") ?? "string",
            column.Text("jsonPath") ?? "",
            column.Text("format") ?? "",
            column.Text("description") ?? "",
            (int)(column.Number("priority") ?? 0)
        );

    private static ImmutableArray<string> Texts(JsonObject names, string field) =>
        [.. (names.Array(field) ?? []).Select(n => n.AsText() ?? "")];
}
