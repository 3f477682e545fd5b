using System.Text.Json.Nodes;
using k8s.Models;
using KubeTask.Core.Patches;

namespace KubeTask.Core.Tests.Patches;

/// <summary>hazards.md, row 7: a patch applies only to the version of the object that was read.</summary>
public sealed class ObjectPatchesTests
{
    private static readonly V1ObjectMeta s_read = new() { ResourceVersion = "7", Uid = "u" };

    [Fact]
    public void The_patch_of_a_label_keeps_the_other_labels() =>
        Assert.Equal(
            """{"metadata":{"labels":{"k":"v"},"resourceVersion":"7","uid":"u"}}""",
            JsonNode.Parse(ObjectPatches.Label(s_read, "k", "v"))!.ToJsonString()
        );

    [Fact]
    public void The_patch_that_ends_a_Job_allows_it_no_more_pods_and_keeps_when_it_was_ended() =>
        Assert.Equal(
            """{"metadata":{"uid":"u","annotations":{"kubetask.io/stopped-at":"2026-01-01T00:00:00.0000000\u002B00:00"}},"""
                + """ "spec":{"activeDeadlineSeconds":1,"parallelism":0}}""".TrimStart(),
            JsonNode.Parse(ObjectPatches.StopJob("u", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)))!.ToJsonString()
        );

    [Fact]
    public void The_patch_of_a_deadline_is_for_the_object_of_this_uid_and_any_version() =>
        Assert.Equal(
            """{"metadata":{"uid":"u"},"spec":{"activeDeadlineSeconds":1}}""",
            JsonNode.Parse(ObjectPatches.Deadline("u", seconds: 1))!.ToJsonString()
        );
}
