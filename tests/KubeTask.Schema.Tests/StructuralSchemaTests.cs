using System.Text.Json.Nodes;
using k8s.Models;
using Kubernetes.OpenApi;
using Kubernetes.Yaml;

namespace KubeTask.Schema.Tests;

public sealed class StructuralSchemaTests
{
    private static readonly XmlDocumentation s_documentation = XmlDocumentation.Load(
        typeof(StructuralSchemaTests).Assembly,
        typeof(V1Pod).Assembly
    );

    [Fact]
    public void A_type_of_a_kind_becomes_a_definition() =>
        Same("widget.yaml", YamlWriter.From(new CustomResourceDefinitions(s_documentation).Of(typeof(Widget))));

    [Fact]
    public void Types_of_Kubernetes_are_complete_and_described_by_the_first_sentence() =>
        Same("foreign.yaml", YamlWriter.From(KeyOrder.Sorted(new StructuralSchemas(s_documentation, 1).Of(typeof(Foreign)))));

    [Fact]
    public void Below_the_depth_there_are_no_descriptions_of_Kubernetes_types()
    {
        JsonObject schema = new StructuralSchemas(s_documentation, 0).Of(typeof(Foreign));

        Assert.Equal("A key.", (string?)schema["properties"]!["key"]!["description"]);
        Assert.Null(schema["properties"]!["key"]!["properties"]!["name"]!["description"]);
    }

    [Fact]
    public void A_dictionary_without_string_keys_is_refused() =>
        Assert.Throws<NotSupportedException>(() => new StructuralSchemas(XmlDocumentation.None, 0).Of(typeof(Dictionary<int, string>)));

    [Fact]
    public void Missing_documentation_is_named() =>
        Assert.Contains(
            "System.Private.CoreLib.xml",
            Assert.Throws<FileNotFoundException>(() => XmlDocumentation.Load(typeof(string).Assembly)).Message,
            StringComparison.Ordinal
        );

    private static void Same(string file, string actual) =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Expected", file)), actual);
}
