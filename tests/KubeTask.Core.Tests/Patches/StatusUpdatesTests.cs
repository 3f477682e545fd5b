using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeTask.Core.Api;
using KubeTask.Core.Patches;

namespace KubeTask.Core.Tests.Patches;

/// <summary>hazards.md, row 7: an update applies only to the version of the object that was read.</summary>
public sealed class StatusUpdatesTests
{
    [Fact]
    public void An_update_names_the_object_and_its_version_and_has_the_whole_status_and_nothing_else()
    {
        V1Alpha1Task read = Read("""{"phase":"Queued","message":"place 1"}""");

        byte[] update = StatusUpdates.Of(
            read,
            new V1Alpha1TaskStatus { Phase = TaskPhase.Running, JobName = "t-job" },
            ApiJson.Default.V1Alpha1TaskStatus
        );

        Assert.Equal(
            """{"apiVersion":"kubetask.io/v1alpha1","kind":"Task","""
                + """ "metadata":{"name":"t","namespace":"n","uid":"u","resourceVersion":"7"},""".TrimStart()
                + "\"status\":{\"phase\":\"Running\",\"jobName\":\"t-job\"}}",
            System.Text.Encoding.UTF8.GetString(update)
        );
    }

    [Fact]
    public void Fields_of_a_newer_version_stay_in_the_status()
    {
        V1Alpha1Task read = Read("""{"phase":"Queued","mood":{"of":"tomorrow"}}""");

        byte[] update = StatusUpdates.Of(read, read.Status! with { Phase = TaskPhase.Running }, ApiJson.Default.V1Alpha1TaskStatus);

        Assert.Contains(
            """
            "status":{"phase":"Running","mood":{"of":"tomorrow"}}
            """.Trim(),
            System.Text.Encoding.UTF8.GetString(update),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Each_kind_keeps_the_fields_of_a_newer_version()
    {
        const string Status = """{"mood":"new"}""";

        Assert.Equal(Status, Again(ApiJson.Default.V1Alpha1TaskStatus));
        Assert.Equal(Status, Again(ApiJson.Default.V1Alpha1AgentStatus));
        Assert.Equal(Status, Again(ApiJson.Default.V1Alpha1CronTaskStatus));

        static string Again<T>(JsonTypeInfo<T> type) => JsonSerializer.Serialize(JsonSerializer.Deserialize(Status, type)!, type);
    }

    private static V1Alpha1Task Read(string status) =>
        JsonSerializer.Deserialize(
            """{"metadata":{"name":"t","namespace":"n","uid":"u","resourceVersion":"7","labels":{"a":"b"}},"spec":{"description":"d"},"""
                + $"\"status\":{status}}}",
            ApiJson.Default.V1Alpha1Task
        )!;
}
