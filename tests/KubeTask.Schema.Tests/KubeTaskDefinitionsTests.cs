using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using Kubernetes.OpenApi;
using KubeTask.Core.Api;
using KubeTask.CrdGen;

namespace KubeTask.Schema.Tests;

public sealed class KubeTaskDefinitionsTests
{
    // All annotations of an object may have 256 KiB together, and kubectl apply keeps the whole object in one annotation.
    private const int AppliedBytes = 200 * 1024;

    private static readonly CustomResourceDefinitions s_definitions = new(
        XmlDocumentation.Load(typeof(V1Alpha1Task).Assembly, typeof(V1Pod).Assembly)
    );

    public static TheoryData<Type> Kinds => [.. CustomResourceDefinitions.KindsOf(typeof(V1Alpha1Task).Assembly)];

    [Fact]
    public void The_committed_CRDs_match_the_types()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "crds");

        Assert.Equal(CrdFiles.Generate().Keys, Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(CrdFiles.Generate(), file => Assert.Equal(File.ReadAllText(Path.Combine(folder, file.Key)), file.Value));
    }

    [Fact]
    public void The_API_reference_matches_the_types() =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "api.md")), ApiReference.Generate());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_of_our_kinds_is_described(Type kind)
    {
        var undescribed = new List<string>();
        Walk(kind, Schema(kind), kind.Name, undescribed);
        Assert.Empty(undescribed);

        static void Walk(Type type, JsonObject schema, string path, List<string> undescribed)
        {
            foreach (PropertyInfo? property in JsonProperties.Of(type).Where(static p => p.PropertyType != typeof(V1ObjectMeta)))
            {
                string name = JsonProperties.Name(property);
                JsonObject field = schema["properties"]![name]!.AsObject();
                if (field["description"] is null)
                    undescribed.Add($"{path}.{name}");

                Type element = property.PropertyType.IsGenericType
                    ? property.PropertyType.GetGenericArguments()[^1]
                    : property.PropertyType;
                if (element.Assembly == typeof(V1Alpha1Task).Assembly)
                    Walk(element, field["items"] as JsonObject ?? field, $"{path}.{name}", undescribed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_schema_is_a_structural_schema(Type kind)
    {
        Check(Schema(kind), kind.Name);

        static void Check(JsonObject schema, string path)
        {
            Assert.False(schema.ContainsKey("$ref"), path);
            bool free = (bool?)schema["x-kubernetes-preserve-unknown-fields"] == true;
            bool either = (bool?)schema["x-kubernetes-int-or-string"] == true;
            Assert.True(either ? schema["type"] is null : free || schema["type"] is not null, $"{path} has the right type");
            Assert.False(schema["additionalProperties"] is JsonValue, path);
            Assert.False(schema.ContainsKey("properties") && schema.ContainsKey("additionalProperties"), path);
            foreach ((string? name, JsonNode? child) in schema["properties"]?.AsObject() ?? [])
            {
                Check(child!.AsObject(), $"{path}.{name}");
            }

            foreach (JsonObject nested in new[] { schema["items"], schema["additionalProperties"] }.OfType<JsonObject>())
                Check(nested, path + "[]");

            foreach (JsonNode? key in schema["x-kubernetes-list-map-keys"]?.AsArray() ?? [])
            {
                JsonNode item = schema["items"]!;
                Assert.True(
                    item["required"]!.AsArray().Any(r => (string?)r == (string?)key)
                        || item["properties"]![(string)key!]!["default"] is not null,
                    $"{path} has items that all have {key}"
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_definition_is_small_enough_for_kubectl_apply(Type kind) =>
        Assert.InRange(Encoding.UTF8.GetByteCount(s_definitions.Of(kind).ToJsonString()), 1, AppliedBytes);

    [Fact]
    public void The_schema_gives_a_new_Task_the_phase_Pending() =>
        Assert.Equal("Pending", (string?)Schema(typeof(V1Alpha1Task))["properties"]!["status"]!["default"]!["phase"]);

    private static JsonObject Schema(Type kind) =>
        s_definitions.Of(kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject();
}
