using System.Text.Json.Nodes;
using k8s.Models;
using Kubernetes.Yaml;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tests.Validation;

/// <summary>
/// Core checks every rule that the schemas state in CEL, with the same message: an API server before Kubernetes 1.25 knows no CEL.
/// </summary>
public sealed class SameWordsTests
{
    private static readonly string s_crds = RepositoryRoot.Combine("charts", "kubetask", "files", "crds");
    private static readonly ObjectKey s_task = new("default", "t");

    public static TheoryData<RuleSample> Samples => [.. RuleSamples.All];

    /// <summary>Samples of objects that Core reads. It never reads a KubeTaskConfig with another name.</summary>
    public static TheoryData<RuleSample> SamplesThatCoreReads =>
        [.. RuleSamples.All.Where(s => s.Kind != "KubeTaskConfig" && !OfSchedule(s))];

    public static TheoryData<RuleSample> SamplesOfSchedules => [.. RuleSamples.All.Where(OfSchedule)];

    private static bool OfSchedule(RuleSample sample) => sample.Field is "spec.schedule" or "spec.timeZone";

    [Fact]
    public void Every_rule_of_every_kind_has_a_sample() =>
        Assert.Equal(
            RuleSamples.RulesOf(s_crds).Select(r => $"{r.Kind} {r.Field}: {r.Message}").Order(StringComparer.Ordinal),
            RuleSamples
                .All.Select(s => $"{s.Kind} {RuleSamples.Place(s.Field)}: {s.Message}")
                .Concat(RuleSamples.OfChanges.Select(c => $"{c.Kind} : {c.Message}"))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(SamplesThatCoreReads))]
    public void Core_refuses_an_object_that_breaks_a_rule_with_the_message_of_the_rule(RuleSample sample)
    {
        V1Alpha1Task task = World(sample.Object(broken: true, NameOf(sample))).Reconcile(s_task);

        Assert.Equal(TaskPhase.Failed, task.Status?.Phase);
        Assert.EndsWith($": {sample.Message}", task.Status!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SamplesThatCoreReads))]
    public void Core_accepts_an_object_that_keeps_a_rule(RuleSample sample) =>
        Assert.Equal(TaskPhase.Running, World(sample.Object(broken: false, NameOf(sample))).Reconcile(s_task).Status?.Phase);

    [Theory]
    [MemberData(nameof(SamplesOfSchedules))]
    public void A_schedule_that_breaks_a_rule_is_refused_with_the_message_of_the_rule(RuleSample sample)
    {
        Assert.EndsWith($": {sample.Message}", Scheduled(sample.Object(broken: true, "c")).Message, StringComparison.Ordinal);
        Assert.Equal("True", Scheduled(sample.Object(broken: false, "c")).Status);

        static V1Condition Scheduled(JsonObject cronTask)
        {
            var cluster = new SimulatedCluster(SimulatedCluster.Start);
            cluster.Add(cronTask);
            var key = new ObjectKey("default", "c");
            cluster.ReconcileCronTask(key);
            return cluster
                .Get("CronTask", key, ApiJson.Default.V1Alpha1CronTask)!
                .Status!.Conditions!.Single(c => c.Type == ConditionType.Scheduled);
        }
    }

    /// <summary>A server without CEL accepts a spec change after the start. It is reported once and has no effect.</summary>
    [Theory]
    [InlineData(TaskPhase.Running)]
    [InlineData(TaskPhase.Completed)]
    [InlineData(TaskPhase.Failed)]
    public void A_spec_change_after_the_start_is_reported_once_and_writes_nothing_else(string phase)
    {
        SimulatedCluster cluster = Started(phase, generation: 3);

        V1Alpha1Task reported = cluster.Reconcile(s_task);
        int writes = cluster.Writes.Count;
        cluster.Reconcile(s_task);

        Assert.Equal(3, reported.Status!.ObservedGeneration);
        Assert.Equal(phase, reported.Status.Phase);
        Assert.Equal(2, writes);
        Assert.Equal(writes, cluster.Writes.Count);
        Assert.Equal($"Warning SpecIsFixed: the change has no effect: {RuleText.SpecIsFixed}", (string?)cluster.Writes[1]["event"]);
    }

    [Theory]
    [InlineData(TaskPhase.Running)]
    [InlineData(TaskPhase.Completed)]
    [InlineData(TaskPhase.Failed)]
    public void An_unchanged_spec_after_the_start_is_not_reported(string phase)
    {
        SimulatedCluster cluster = Started(phase, generation: 2);

        cluster.Reconcile(s_task);

        Assert.Empty(cluster.Writes);
    }

    private static SimulatedCluster World(JsonObject sample)
    {
        var cluster = new SimulatedCluster(SimulatedCluster.Start);
        JsonNode? template = sample["spec"]!["taskTemplate"]?["spec"];
        foreach (
            JsonObject other in new[]
            {
                Read("{kind: Agent, metadata: {name: default}, spec: {serviceAccountName: a}}"),
                Read("{kind: Context, metadata: {name: note}, spec: {type: Inline, inline: {content: x}}}"),
                Read("{kind: Task, metadata: {name: t}, spec: {description: x, contexts: [{name: note}]}}"),
            }
        )
        {
            // A CronTask's message is that of the Tasks that it creates.
            if (template is not null && (string)other["kind"]! == "Task")
                other["spec"] = template.DeepClone();
            cluster.Add(other);
        }

        if (template is null)
            cluster.Add(sample);
        return cluster;
    }

    private static SimulatedCluster Started(string phase, int generation)
    {
        var cluster = new SimulatedCluster(SimulatedCluster.Start);
        cluster.Add(
            Read(
                $$$"""
                {kind: Task, metadata: {name: t, generation: {{{generation}}}}, spec: {description: other, ttlSecondsAfterFinished: 0},
                 status: {phase: {{{phase}}}, jobName: t-job, observedGeneration: 2,
                   startTime: "2026-01-01T00:00:00Z", completionTime: "2026-01-01T00:00:00Z"}}
                """
            )
        );
        cluster.Add(
            Read(
                """
                {kind: Job, apiVersion: batch/v1,
                 metadata: {name: t-job, ownerReferences: [{apiVersion: kubetask.io/v1alpha1, kind: Task, name: t, uid: uid-of-task-t}]},
                 spec: {backoffLimit: 0, template: {}}, status: {active: 1}}
                """
            )
        );
        return cluster;
    }

    private static string NameOf(RuleSample sample) =>
        sample.Kind switch
        {
            "Agent" => "default",
            "Context" => "note",
            _ => "t",
        };

    private static JsonObject Read(string yaml)
    {
        JsonObject document = YamlJson.Read(new StringReader(yaml)).Single().AsObject();
        document["apiVersion"] ??= KubeTaskApi.GroupVersion;
        return document;
    }
}
