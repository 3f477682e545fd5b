using System.Reflection;
using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using KubeTask.Yaml;

namespace KubeTask.Schema;

/// <summary>The CustomResourceDefinitions (apiextensions.k8s.io/v1) of the types with <see cref="CustomResourceAttribute"/>.</summary>
public sealed class CustomResourceDefinitions(XmlDocumentation documentation)
{
    private const int DescribedDepth = 4;

    private const string ApiVersionDescription =
        "The versioned schema of this representation of an object. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";

    private const string KindDescription =
        "The kind of the object, in CamelCase; it can't be updated. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";

    /// <summary>The kinds in an assembly, ordered by plural.</summary>
    public static IEnumerable<Type> KindsOf(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly
            .GetExportedTypes()
            .Where(static t => t.GetCustomAttribute<CustomResourceAttribute>() is not null)
            .OrderBy(static t => Resource(t).Plural, StringComparer.Ordinal);
    }

    /// <summary>The name of the definition: plural and group.</summary>
    public static string NameOf(Type kind) => $"{Resource(kind).Plural}.{KubeTaskApi.Group}";

    /// <summary>The definition of one kind, with its keys in ordinal order.</summary>
    public JsonObject Of(Type kind)
    {
        CustomResourceAttribute resource = Resource(kind);
        var version = new JsonObject
        {
            ["additionalPrinterColumns"] = new JsonArray([.. kind.GetCustomAttributes<PrinterColumnAttribute>().Select(Column)]),
            ["name"] = KubeTaskApi.Version,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema(kind) },
            ["served"] = true,
            ["storage"] = true,
        };
        if (kind.GetProperty("Status") is not null)
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };

        return KeyOrder.Sorted(
            new JsonObject
            {
                ["apiVersion"] = "apiextensions.k8s.io/v1",
                ["kind"] = "CustomResourceDefinition",
                ["metadata"] = new JsonObject { ["name"] = NameOf(kind) },
                ["spec"] = new JsonObject
                {
                    ["group"] = KubeTaskApi.Group,
                    ["names"] = new JsonObject
                    {
                        ["categories"] = new JsonArray("kubetask"),
                        ["kind"] = resource.Kind,
                        ["listKind"] = resource.Kind + "List",
                        ["plural"] = resource.Plural,
                        ["shortNames"] = new JsonArray([.. resource.ShortNames.Select(static n => (JsonNode?)n)]),
                        ["singular"] = resource.Singular,
                    },
                    ["scope"] = "Namespaced",
                    ["versions"] = new JsonArray(version),
                },
            }
        );
    }

    private JsonObject Schema(Type kind)
    {
        JsonObject schema = new StructuralSchemas(documentation, DescribedDepth).Of(kind);
        JsonObject properties = schema["properties"]!.AsObject();
        properties["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = ApiVersionDescription };
        properties["kind"] = new JsonObject { ["type"] = "string", ["description"] = KindDescription };
        // The API server has its own schema for metadata and accepts no other.
        properties["metadata"] = new JsonObject { ["type"] = "object" };
        return schema;
    }

    private static JsonNode? Column(PrinterColumnAttribute column)
    {
        var json = new JsonObject
        {
            ["jsonPath"] = column.JsonPath,
            ["name"] = column.Name,
            ["type"] = column.Type,
        };
        if (column.Description is { } description)
            json["description"] = description;

        if (column.Priority != 0)
            json["priority"] = column.Priority;

        return json;
    }

    private static CustomResourceAttribute Resource(Type kind) =>
        kind.GetCustomAttribute<CustomResourceAttribute>()
        ?? throw new ArgumentException($"{kind} is not marked as a custom resource", nameof(kind));
}
