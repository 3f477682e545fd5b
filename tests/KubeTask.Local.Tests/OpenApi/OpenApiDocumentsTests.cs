using System.Text.Json.Nodes;
using k8s.Models;
using Kubernetes.OpenApi;
using KubeTask.Core.Api;
using KubeTask.Schema;
using PocketKube.ApiServer.OpenApi;
using PocketKube.ApiServer.Resources;

namespace KubeTask.Local.Tests.OpenApi;

public sealed class OpenApiDocumentsTests
{
    private static readonly ResourceDefinition[] s_served =
    [
        BuiltIn("", "namespaces", "Namespace", typeof(V1Namespace)) with
        {
            Namespaced = false,
        },
        BuiltIn("", "pods", "Pod", typeof(V1Pod)) with
        {
            Subresources = [new("log", "Pod", ["get"]), new("status", "Pod", ["get", "patch", "update"])],
        },
        BuiltIn("batch", "jobs", "Job", typeof(V1Job)) with
        {
            Subresources = [new("status", "Job", ["get", "patch", "update"])],
        },
        BuiltIn("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", typeof(V1CustomResourceDefinition)) with
        {
            Namespaced = false,
        },
        Task("What to do."),
    ];

    private readonly OpenApiDocuments _documents = new();

    [Fact]
    public void The_OpenAPI_index_lists_a_document_for_each_group_and_version()
    {
        JsonObject paths = Document("")["paths"]!.AsObject();

        Assert.Equal(
            ["api/v1", "apis/apiextensions.k8s.io/v1", "apis/batch/v1", "apis/kubetask.io/v1alpha1"],
            paths.Select(static p => p.Key)
        );
        Assert.All(paths, p =>
            Assert.StartsWith($"/openapi/v3/{p.Key}?hash=", (string)p.Value!["serverRelativeURL"]!, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/apis/batch/v1")]
    [InlineData("/apis/apiextensions.k8s.io/v1")]
    [InlineData("/apis/kubetask.io/v1alpha1")]
    public void Every_reference_in_an_OpenAPI_document_resolves_to_a_component(string path)
    {
        JsonNode document = Document(path);
        JsonObject schemas = document["components"]!["schemas"]!.AsObject();
        var references = Nodes(document)
            .OfType<JsonObject>()
            .Select(static o => (o["$ref"] as JsonValue)?.ToString())
            .OfType<string>()
            .ToList();

        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.True(schemas.ContainsKey(r.Replace("#/components/schemas/", "", StringComparison.Ordinal)), r));
    }

    [Theory]
    [InlineData("/api/v1", "/api/v1/namespaces/{name}", "Namespace")]
    [InlineData("/api/v1", "/api/v1/namespaces/{namespace}/pods/{name}", "Pod")]
    [InlineData("/apis/batch/v1", "/apis/batch/v1/namespaces/{namespace}/jobs/{name}/status", "Job")]
    [InlineData("/apis/kubetask.io/v1alpha1", "/apis/kubetask.io/v1alpha1/namespaces/{namespace}/tasks/{name}", "Task")]
    public void An_OpenAPI_patch_operation_names_its_kind_and_offers_field_validation(string path, string resource, string kind)
    {
        JsonNode patch = Document(path)["paths"]![resource]!["patch"]!;

        Assert.Equal(kind, (string?)patch["x-kubernetes-group-version-kind"]!["kind"]);
        Assert.Equal("patch", (string?)patch["x-kubernetes-action"]);
        Assert.Contains(patch["parameters"]!.AsArray(), static p =>
            (string?)p!["name"] == "fieldValidation" && (string?)p["in"] == "query"
        );
    }

    [Fact]
    public void OpenAPI_documents_list_no_strategic_merge_patches() =>
        Assert.DoesNotContain(Nodes(Document("/apis/batch/v1")).OfType<JsonObject>(), static o =>
            o.ContainsKey("application/strategic-merge-patch+json")
        );

    [Theory]
    [InlineData("/apis/batch/v1", "/apis/batch/v1/jobs", "io.k8s.api.batch.v1.JobList", "JobList")]
    [InlineData("/apis/kubetask.io/v1alpha1", "/apis/kubetask.io/v1alpha1/tasks", "io.kubetask.v1alpha1.TaskList", "TaskList")]
    public void OpenAPI_documents_have_a_list_kind_for_each_kind(string path, string resource, string component, string kind)
    {
        JsonNode document = Document(path);

        Assert.Equal(
            "#/components/schemas/" + component,
            (string?)
                document["paths"]![resource]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["allOf"]![0]![
                    "$ref"
                ]
        );
        Assert.Equal(kind, (string?)document["components"]!["schemas"]![component]!["x-kubernetes-group-version-kind"]![0]!["kind"]);
    }

    [Fact]
    public void OpenAPI_documents_describe_built_in_kinds_by_references()
    {
        JsonNode schemas = Document("/apis/batch/v1")["components"]!["schemas"]!;
        JsonNode template = schemas["io.k8s.api.core.v1.JobSpec"]!["properties"]!["template"]!;

        Assert.Equal("#/components/schemas/io.k8s.api.core.v1.PodTemplateSpec", (string?)template["allOf"]![0]!["$ref"]);
        Assert.StartsWith("Describes the pod", (string)template["description"]!, StringComparison.Ordinal);
        Assert.Equal("template", (string?)schemas["io.k8s.api.core.v1.JobSpec"]!["required"]![0]);
        Assert.Equal("Job", (string?)schemas["io.k8s.api.batch.v1.Job"]!["x-kubernetes-group-version-kind"]![0]!["kind"]);
        Assert.NotNull(schemas["io.k8s.apimachinery.pkg.api.resource.Quantity"]);
        Assert.NotNull(schemas["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]);
    }

    [Fact]
    public void A_recursive_type_refers_to_itself_in_its_OpenAPI_schema()
    {
        JsonNode props = Document("/apis/apiextensions.k8s.io/v1")["components"]!["schemas"]!["io.k8s.api.core.v1.JSONSchemaProps"]!;

        Assert.Equal(
            "#/components/schemas/io.k8s.api.core.v1.JSONSchemaProps",
            (string?)props["properties"]!["not"]!["allOf"]![0]!["$ref"]
        );
    }

    [Fact]
    public void A_custom_kind_keeps_its_schema_in_OpenAPI_and_gets_Kubernetes_metadata()
    {
        JsonNode task = Document("/apis/kubetask.io/v1alpha1")["components"]!["schemas"]!["io.kubetask.v1alpha1.Task"]!;

        Assert.Equal("What to do.", (string?)task["properties"]!["spec"]!["description"]);
        Assert.Equal(
            "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
            (string?)task["properties"]!["metadata"]!["allOf"]![0]!["$ref"]
        );
        Assert.Null(s_served[^1].OpenApiSchema!["properties"]!["metadata"]!["allOf"]);
    }

    [Fact]
    public void OpenAPI_offers_no_patch_of_a_pod_log() =>
        Assert.Null(Document("/api/v1")["paths"]!["/api/v1/namespaces/{namespace}/pods/{name}/log"]!["patch"]);

    [Fact]
    public void An_OpenAPI_document_is_rebuilt_only_when_a_definition_in_it_changed()
    {
        OpenApiDocument? batch = Find("/apis/batch/v1", s_served);
        OpenApiDocument? tasks = Find("/apis/kubetask.io/v1alpha1", s_served);
        ResourceDefinition[] changed = [.. s_served[..^1], Task("Something else.")];

        Assert.Same(batch, Find("/apis/batch/v1", s_served));
        Assert.Same(batch, Find("/apis/batch/v1", changed));
        Assert.NotEqual(tasks!.ETag, Find("/apis/kubetask.io/v1alpha1", changed)!.ETag);
        Assert.Null(Find("/apis/kubetask.io/v1alpha1", s_served[..^1]));
    }

    [Theory]
    [InlineData("/openapi/v2", "text/plain")]
    [InlineData("/openapi/v3", "application/com.github.proto-openapi.spec.v3@v1.0+protobuf")]
    [InlineData("/openapi/v3/apis/none/v1", "application/json")]
    [InlineData("/openapi/v31", "application/json")]
    public void An_unknown_OpenAPI_path_is_not_found(string path, string accept) => Assert.Null(_documents.Find(path, accept, s_served));

    [Fact]
    public void The_OpenAPI_v2_document_is_empty()
    {
        OpenApiDocument json = _documents.Find("/openapi/v2", "application/json", s_served)!;
        OpenApiDocument protobuf = _documents.Find("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", s_served)!;

        Assert.Equal("2.0", (string?)JsonNode.Parse(json.Body.Span)!["swagger"]);
        Assert.Empty(JsonNode.Parse(json.Body.Span)!["paths"]!.AsObject());
        // Field 1, text of 3 bytes: "2.0". Field 2, the info. At the end field 8, the paths: nothing.
        Assert.Equal([0x0A, 3, (byte)'2', (byte)'.', (byte)'0', 0x12], protobuf.Body.Span[..6].ToArray());
        Assert.Equal([0x42, 0], protobuf.Body.Span[^2..].ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("application/json, */*")]
    [InlineData("application/com.github.proto-openapi.spec.v3@v1.0+protobuf, application/json;q=0.5")]
    public void A_client_that_accepts_JSON_gets_an_OpenAPI_document_as_JSON(string accept) =>
        Assert.Equal("application/json", _documents.Find("/openapi/v3/api/v1", accept, s_served)!.ContentType);

    private static ResourceDefinition BuiltIn(string group, string plural, string kind, Type model) =>
        new()
        {
            Group = group,
            Version = "v1",
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            Kind = kind,
            Namespaced = true,
            Model = model,
        };

    private static ResourceDefinition Task(string specDescription)
    {
        JsonObject definition = new CustomResourceDefinitions(XmlDocumentation.None).Of(typeof(V1Alpha1Task));
        JsonObject schema = definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();
        schema["properties"]!["spec"]!["description"] = specDescription;
        return BuiltIn("kubetask.io", "tasks", "Task", typeof(object)) with { Version = "v1alpha1", Model = null, OpenApiSchema = schema };
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) =>
        node switch
        {
            JsonObject o => o.Where(static p => p.Value is not null).SelectMany(static p => Nodes(p.Value!)).Prepend(o),
            JsonArray a => a.OfType<JsonNode>().SelectMany(Nodes),
            _ => [node],
        };

    private OpenApiDocument? Find(string path, IReadOnlyList<ResourceDefinition> resources) =>
        _documents.Find("/openapi/v3" + path, "application/json", resources);

    private JsonNode Document(string path) => JsonNode.Parse(Find(path, s_served)!.Body.Span)!;
}
