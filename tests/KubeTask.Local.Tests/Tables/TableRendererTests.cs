using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Tables;

namespace KubeTask.Local.Tests.Tables;

public sealed class TableRendererTests
{
    private readonly TableRenderer _tables = new(new FakeTimeProvider(new(2026, 1, 1, 0, 1, 0, TimeSpan.Zero)));

    [Fact]
    public void A_Table_keeps_the_metadata_of_its_list_and_an_empty_list_has_no_rows()
    {
        JsonObject table = _tables.Render(
            Definitions.Named("configmaps"),
            [],
            new() { ["resourceVersion"] = "7" },
            includeHeaders: true,
            "Metadata",
            "v1"
        );

        Assert.Equal("""{"resourceVersion":"7"}""", table["metadata"]!.ToJsonString());
        Assert.Equal("[]", table["rows"]!.ToJsonString());
        Assert.Equal(["kind", "apiVersion", "metadata", "columnDefinitions", "rows"], table.Select(static p => p.Key));
    }

    [Fact]
    public void A_Table_of_one_object_has_the_resourceVersion_of_the_object() =>
        Assert.Equal("""{"resourceVersion":"5"}""", Render("configmaps", ConfigMap())["metadata"]!.ToJsonString());

    [Fact]
    public void A_watch_sends_Table_columns_with_its_first_event_only()
    {
        JsonObject table = _tables.Render(Definitions.Named("configmaps"), [ConfigMap()], null, includeHeaders: false, "Metadata", "v1");

        Assert.True(table.ContainsKey("columnDefinitions"));
        Assert.Null(table["columnDefinitions"]);
    }

    [Theory]
    [InlineData(
        "Metadata",
        "v1",
        """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":"""
            + """{"name":"c","resourceVersion":"5","creationTimestamp":"2026-01-01T00:00:00Z"}}"""
    )]
    [InlineData(
        "",
        "v1beta1",
        """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1beta1","metadata":"""
            + """{"name":"c","resourceVersion":"5","creationTimestamp":"2026-01-01T00:00:00Z"}}"""
    )]
    [InlineData("None", "v1", "null")]
    public void A_Table_row_holds_as_much_of_its_object_as_includeObject_says(string includeObject, string version, string expected)
    {
        JsonObject table = _tables.Render(
            Definitions.Named("configmaps"),
            [ConfigMap()],
            null,
            includeHeaders: true,
            includeObject,
            version
        );

        Assert.Equal("meta.k8s.io/" + version, (string?)table["apiVersion"]);
        Assert.Equal(expected, table["rows"]![0]!["object"]?.ToJsonString() ?? "null");
    }

    [Fact]
    public void A_whole_object_in_a_Table_row_is_a_copy()
    {
        JsonObject configMap = ConfigMap();
        JsonObject table = _tables.Render(Definitions.Named("configmaps"), [configMap], null, includeHeaders: true, "Object", "v1");

        JsonNode copy = table["rows"]![0]!["object"]!;
        Assert.NotSame(configMap, copy);
        Assert.Equal(configMap.ToJsonString(), copy.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""", "Running", "0/1", "")]
    [InlineData("""{"spec":{"completions":3},"status":{"succeeded":1,"startTime":"2026-01-01T00:00:00Z"}}""", "Running", "1/3", "60s")]
    [InlineData(
        """{"status":{"conditions":["""
            + """{"type":"Complete","status":"True"}],"startTime":"2026-01-01T00:00:00Z","completionTime":"2026-01-01T00:00:05Z"}}""",
        "Complete",
        "0/1",
        "5s"
    )]
    [InlineData("""{"status":{"conditions":[{"type":"Complete","status":"False"}]}}""", "Running", "0/1", "")]
    [InlineData(
        """{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"conditions":["""
            + """{"type":"FailureTarget","status":"True"},{"type":"Failed","status":"True"}]}}""",
        "Failed",
        "0/1",
        ""
    )]
    [InlineData(
        """{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"conditions":[{"type":"Suspended","status":"True"}]}}""",
        "Terminating",
        "0/1",
        ""
    )]
    [InlineData("""{"status":{"conditions":[{"type":"Suspended","status":"True"}]}}""", "Suspended", "0/1", "")]
    [InlineData("""{"status":{"conditions":[{"type":"FailureTarget","status":"True"}]}}""", "FailureTarget", "0/1", "")]
    [InlineData(
        """{"spec":{"parallelism":4},"status":{"conditions":[{"type":"SuccessCriteriaMet","status":"True"}],"succeeded":2}}""",
        "SuccessCriteriaMet",
        "2/1 of 4",
        ""
    )]
    public void The_STATUS_column_of_a_Job_sums_up_its_conditions(string job, string status, string completions, string duration) =>
        Assert.Equal([status, completions, duration], Cells("jobs.batch", job)[1..4]);

    [Theory]
    [InlineData(
        "restarts say when the last was",
        """{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Running","containerStatuses":["""
            + """{"name":"a","ready":true,"restartCount":2,"state":{"running":{"""
            + """}},"lastState":{"terminated":{"finishedAt":"2026-01-01T00:00:50Z"}}}]}}""",
        "1/1",
        "Running",
        "2 (10s ago)"
    )]
    [InlineData(
        "a sidecar counts as a container",
        """{"spec":{"initContainers":[{"name":"s","restartPolicy":"Always"}],"containers":["""
            + """{"name":"a"}]},"status":{"phase":"Running","initContainerStatuses":["""
            + """{"name":"s","started":true,"ready":true,"restartCount":1,"state":{"running":{"""
            + """}}}],"containerStatuses":[{"name":"a","ready":true,"restartCount":0,"state":{"running":{}}}]}}""",
        "2/2",
        "Running",
        "1"
    )]
    [InlineData(
        "restarts of init containers that are done don't count",
        """{"spec":{"initContainers":[{"name":"i"}],"containers":["""
            + """{"name":"a"}]},"status":{"phase":"Running","initContainerStatuses":["""
            + """{"name":"i","restartCount":4,"state":{"terminated":{"exitCode":0,"reason":"Completed"}}}],"containerStatuses":["""
            + """{"name":"a","ready":true,"restartCount":0,"state":{"running":{}}}]}}""",
        "1/1",
        "Running",
        "0"
    )]
    [InlineData(
        "an init container ended by a signal",
        """{"spec":{"initContainers":[{"name":"i"}],"containers":["""
            + """{"name":"a"}]},"status":{"phase":"Pending","initContainerStatuses":["""
            + """{"name":"i","restartCount":1,"state":{"terminated":{"exitCode":137,"signal":9}}}]}}""",
        "0/1",
        "Init:Signal:9",
        "1"
    )]
    [InlineData(
        "an init container that waits",
        """{"spec":{"initContainers":[{"name":"i"}],"containers":["""
            + """{"name":"a"}]},"status":{"phase":"Pending","initContainerStatuses":["""
            + """{"name":"i","state":{"waiting":{"reason":"ErrImagePull"}}}]}}""",
        "0/1",
        "Init:ErrImagePull",
        "0"
    )]
    [InlineData(
        "a container that ended without a reason",
        """{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Failed","containerStatuses":["""
            + """{"name":"a","state":{"terminated":{"exitCode":7}}}]}}""",
        "0/1",
        "ExitCode:7",
        "0"
    )]
    [InlineData(
        "the pod's own reason",
        """{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Failed","reason":"DeadlineExceeded"}}""",
        "0/1",
        "DeadlineExceeded",
        "0"
    )]
    [InlineData(
        "an ended pod that is deleted",
        """{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Succeeded"}}""",
        "0/1",
        "Succeeded",
        "0"
    )]
    [InlineData(
        "a pod of a lost node",
        """{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{"containers":["""
            + """{"name":"a"}]},"status":{"phase":"Running","reason":"NodeLost"}}""",
        "0/1",
        "Unknown",
        "0"
    )]
    public void The_STATUS_column_of_a_pod_sums_up_its_containers(string rule, string pod, string ready, string status, string restarts)
    {
        Assert.NotEmpty(rule);
        Assert.Equal([ready, status, restarts], Cells("pods", pod)[1..4]);
    }

    [Theory]
    [InlineData("Succeeded", "Succeeded")]
    [InlineData("Failed", "Failed")]
    [InlineData("Running", null)]
    public void Table_rows_of_ended_pods_are_marked_as_completed(string phase, string? reason)
    {
        JsonNode row = Render("pods", new() { ["status"] = new JsonObject { ["phase"] = phase } })["rows"]![0]!;

        Assert.Equal(reason, (string?)row["conditions"]?[0]?["reason"]);
    }

    [Fact]
    public void A_custom_resource_without_printer_columns_shows_its_age()
    {
        JsonObject table = _tables.Render(
            Definitions.Custom("things.example.com"),
            [ConfigMap()],
            null,
            includeHeaders: true,
            "None",
            "v1"
        );

        Assert.Equal("""["c","60s"]""", table["rows"]![0]!["cells"]!.ToJsonString());
    }

    [Fact]
    public void A_printer_column_with_an_invalid_path_is_empty()
    {
        JsonObject table = _tables.Render(
            Definitions.Custom("things.example.com", new PrinterColumn("X", "string", "]")),
            [ConfigMap()],
            null,
            includeHeaders: true,
            "None",
            "v1"
        );

        Assert.Equal("""["c",null]""", table["rows"]![0]!["cells"]!.ToJsonString());
    }

    private static JsonObject ConfigMap() =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = "c",
                ["resourceVersion"] = "5",
                ["creationTimestamp"] = "2026-01-01T00:00:00Z",
            },
        };

    private JsonObject Render(string resource, JsonObject obj) =>
        _tables.Render(Definitions.Named(resource), [obj], null, includeHeaders: true, "Metadata", "v1");

    private string[] Cells(string resource, string json) =>
        [.. Render(resource, JsonNode.Parse(json)!.AsObject())["rows"]![0]!["cells"]!.AsArray().Select(static c => c!.ToString())];
}
