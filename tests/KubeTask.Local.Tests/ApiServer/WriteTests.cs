using System.Text.Json.Nodes;

namespace KubeTask.Local.Tests.ApiServer;

public sealed class WriteTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/example.org/v1/namespaces/default/widgets";

    [Fact]
    public async Task An_update_of_an_older_version_is_a_conflict_with_the_message_of_a_real_server()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        (int _, JsonObject? made) = await ServerFixture.SendAsync(client, "POST", ConfigMaps, """{"metadata":{"name":"a"}}""");
        _ = await ServerFixture.SendAsync(client, "PATCH", $"{ConfigMaps}/a", """{"data":{"x":"y"}}""", "application/merge-patch+json");
        (int code, JsonObject? status) = await ServerFixture.SendAsync(client, "PUT", $"{ConfigMaps}/a", made.ToJsonString());
        Assert.Equal(409, code);
        Assert.Equal(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your "
                + "changes to the latest version and try again",
            status["message"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_write_that_changes_nothing_keeps_the_resource_version()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        (int _, JsonObject? made) = await ServerFixture.SendAsync(
            client,
            "POST",
            ConfigMaps,
            """{"metadata":{"name":"a"},"data":{"x":"y"}}"""
        );
        (int _, JsonObject? same) = await ServerFixture.SendAsync(
            client,
            "PATCH",
            $"{ConfigMaps}/a",
            """{"data":{"x":"y"}}""",
            "application/merge-patch+json"
        );
        Assert.Equal(made["metadata"]!["resourceVersion"]!.GetValue<string>(), same["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"spec":{}}""", "spec.size: Required value")]
    [InlineData(
        """{"spec":{"size":"big"}}""",
        "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\""
    )]
    [InlineData("""{"spec":{"size":10}}""", "spec.size: Invalid value: 10: spec.size in body should be less than or equal to 9")]
    [InlineData("""{"spec":{"size":1,"color":"green"}}""", "spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"")]
    [InlineData("""{"spec":{"size":1,"name":"UP"}}""", "spec.name: Invalid value: \"UP\": spec.name in body should match '^[a-z]+$'")]
    [InlineData("""{"spec":{"size":1,"name":"toolong"}}""", "spec.name: Too long: may not be more than 5 bytes")]
    [InlineData("""{"spec":{"size":1,"parts":[{}]}}""", "spec.parts[0].name: Required value")]
    [InlineData(
        """{"spec":{"size":1,"port":true}}""",
        "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\""
    )]
    [InlineData(
        """{"spec":{"size":1,"parts":[{"name":"a"},{"name":"a"}]}}""",
        "spec.parts[1]: Duplicate value: map[string]interface {}{\"name\":\"a\"}"
    )]
    public async Task A_custom_object_that_breaks_its_schema_is_refused_with_the_path(string content, string sentence)
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await DefineAsync(client);
        (int code, JsonObject? status) = await ServerFixture.SendAsync(client, "POST", Widgets, Widget(content));
        Assert.Equal(422, code);
        Assert.Equal($"Widget.example.org \"w\" is invalid: {sentence}", status["message"]!.GetValue<string>());
        Assert.Equal(sentence.Split(": ")[0], status["details"]!["causes"]![0]!["field"]!.GetValue<string>());
    }

    [Fact]
    public async Task Defaults_are_set_and_unknown_fields_dropped_except_where_they_are_preserved()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await DefineAsync(client);
        (int code, JsonObject? made) = await ServerFixture.SendAsync(
            client,
            "POST",
            Widgets,
            Widget("""{"spec":{"size":1,"bad":1,"free":{"any":[1]},"parts":[{"name":"a"}],"port":"http"}}""")
        );
        Assert.Equal(201, code);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"size":1,"free":{"any":[1]},"parts":[{"name":"a","count":1}],"port":"http","color":"red"}"""),
                made["spec"]
            )
        );
    }

    [Fact]
    public async Task Strict_field_validation_names_every_unknown_field()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await DefineAsync(client);
        (int code, JsonObject? status) = await ServerFixture.SendAsync(
            client,
            "POST",
            $"{Widgets}?fieldValidation=Strict",
            Widget("""{"spec":{"size":1,"foo":1,"parts":[{"name":"a","bar":2}]}}""")
        );
        Assert.Equal(400, code);
        Assert.EndsWith(
            "strict decoding error: unknown field \"spec.foo\", unknown field \"spec.parts[0].bar\"",
            status["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Spec_and_status_are_written_apart_and_only_the_spec_moves_the_generation()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await DefineAsync(client);
        (int _, JsonObject? made) = await ServerFixture.SendAsync(
            client,
            "POST",
            Widgets,
            Widget("""{"spec":{"size":1},"status":{"phase":"Mine"}}""")
        );
        Assert.Null(made["status"]?["phase"]);
        (int _, JsonObject? written) = await ServerFixture.SendAsync(
            client,
            "PATCH",
            $"{Widgets}/w/status",
            """{"spec":{"size":5},"status":{"phase":"Done"}}""",
            "application/merge-patch+json"
        );
        Assert.Equal("Done", written["status"]!["phase"]!.GetValue<string>());
        Assert.Equal(1, written["spec"]!["size"]!.GetValue<int>());
        Assert.Equal(1, written["metadata"]!["generation"]!.GetValue<int>());
        (int _, JsonObject? grown) = await ServerFixture.SendAsync(
            client,
            "PATCH",
            $"{Widgets}/w",
            """{"spec":{"size":5},"status":{"phase":"Changed"}}""",
            "application/merge-patch+json"
        );
        Assert.Equal("Done", grown["status"]!["phase"]!.GetValue<string>());
        Assert.Equal(2, grown["metadata"]!["generation"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("application/strategic-merge-patch+json")]
    [InlineData("application/apply-patch+yaml")]
    public async Task A_custom_object_refuses_strategic_and_unknown_patch_types(string contentType)
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        await DefineAsync(client);
        _ = await ServerFixture.SendAsync(client, "POST", Widgets, Widget("""{"spec":{"size":1}}"""));
        (int code, JsonObject _) = await ServerFixture.SendAsync(client, "PATCH", $"{Widgets}/w", "{}", contentType);
        Assert.Equal(415, code);
    }

    [Fact]
    public async Task A_strategic_patch_merges_containers_by_name_and_deletes_by_directive()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
        _ = await ServerFixture.SendAsync(
            client,
            "POST",
            Deployments,
            """
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
             "spec":{"containers":[{"name":"one","image":"x","env":[{"name":"A","value":"1"}]},{"name":"two","image":"y"}]}}}}
            """
        );
        (int code, JsonObject? patched) = await ServerFixture.SendAsync(
            client,
            "PATCH",
            $"{Deployments}/d",
            """
            {"spec":{"template":{"spec":{"containers":[{"name":"one","env":[{"name":"B","value":"2"}]},{"name":"two","$patch":"delete"}]}}}}
            """,
            "application/strategic-merge-patch+json"
        );
        Assert.Equal(200, code);
        JsonNode? only = Assert.Single((JsonArray)patched["spec"]!["template"]!["spec"]!["containers"]!);
        Assert.Equal("x", only!["image"]!.GetValue<string>());
        Assert.Equal(["A", "B"], ((JsonArray)only["env"]!).Select(e => e!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_body_over_three_mebibytes_is_refused_before_it_is_read()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        (int code, JsonObject? status) = await ServerFixture.SendAsync(client, "POST", ConfigMaps, new string(' ', (3 * 1024 * 1024) + 1));
        Assert.Equal(413, code);
        Assert.Equal("RequestEntityTooLarge", status["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_wrong_type_in_a_built_in_object_is_refused_with_the_field()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        using HttpClient client = server.Client();
        (int code, JsonObject? status) = await ServerFixture.SendAsync(
            client,
            "POST",
            "/apis/batch/v1/namespaces/default/jobs",
            """{"metadata":{"name":"j"},"spec":{"backoffLimit":"many"}}"""
        );
        Assert.Equal(400, code);
        Assert.Contains(
            "cannot unmarshal string into Go struct field Job.spec.backoffLimit of type int32",
            status["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    private static async Task DefineAsync(HttpClient client)
    {
        (int code, JsonObject _) = await ServerFixture.SendAsync(
            client,
            "POST",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            ServerFixture.CustomDefinition
        );
        Assert.Equal(201, code);
    }

    private static string Widget(string content)
    {
        var widget = (JsonObject)JsonNode.Parse(content)!;
        widget["apiVersion"] = "example.org/v1";
        widget["kind"] = "Widget";
        widget["metadata"] = new JsonObject { ["name"] = "w" };
        return widget.ToJsonString();
    }
}
