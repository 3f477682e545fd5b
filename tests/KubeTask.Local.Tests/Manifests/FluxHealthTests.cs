using System.Text.Json.Nodes;
using PocketKube.ApiServer.Crd.Cel;

namespace KubeTask.Local.Tests.Manifests;

/// <summary>The health that the examples for Flux make of objects: the same ones that the scripts for Argo CD are tested with.</summary>
public sealed class FluxHealthTests
{
    private const string Objects = "examples/gitops/argocd/resource_customizations/kubetask.io/";

    [Theory]
    [InlineData("Task", "new", FluxHealth.InProgress)]
    [InlineData("Task", "queued", FluxHealth.InProgress)]
    [InlineData("Task", "running", FluxHealth.InProgress)]
    [InlineData("Task", "quota", FluxHealth.InProgress)]
    [InlineData("Task", "completed", FluxHealth.Current)]
    [InlineData("Task", "stopped", FluxHealth.Current)]
    [InlineData("CronTask", "changed", FluxHealth.InProgress)]
    [InlineData("CronTask", "waiting", FluxHealth.Current)]
    [InlineData("CronTask", "active", FluxHealth.Current)]
    [InlineData("CronTask", "failed-once", FluxHealth.Current)]
    [InlineData("CronTask", "suspended", FluxHealth.Current)]
    [InlineData("CronTask", "refused-for-now", FluxHealth.InProgress)]
    [InlineData("CronTask", "invalid-schedule", FluxHealth.Failed)]
    [InlineData("Agent", "without-limits", FluxHealth.Current)]
    [InlineData("Agent", "at-capacity", FluxHealth.Current)]
    [InlineData("Context", "context", FluxHealth.Current)]
    public void Each_state_of_an_object_has_its_health(string kind, string state, string health) =>
        Assert.Equal(health, FluxHealth.Of(Expressions("tasks", "tasks", kind), State(kind, state)));

    [Fact]
    public void Hazard_64_a_failed_Task_does_not_fail_the_Kustomization_that_has_it() =>
        Assert.Equal(FluxHealth.Current, FluxHealth.Of(Expressions("tasks", "tasks", "Task"), State("Task", "failed")));

    [Theory]
    [InlineData("running", FluxHealth.InProgress)]
    [InlineData("completed", FluxHealth.Current)]
    [InlineData("failed", FluxHealth.Failed)]
    [InlineData("stopped", FluxHealth.Failed)]
    public void A_gate_opens_only_when_its_Task_has_completed(string state, string health) =>
        Assert.Equal(health, FluxHealth.Of(Expressions("gate", "checks", "Task"), State("Task", state)));

    /// <summary>An expression that had no value would be tried again until the timeout.</summary>
    [Theory]
    [InlineData("Task", "{phase: Completed}", FluxHealth.Current)]
    [InlineData("Task", "{}", FluxHealth.InProgress)]
    [InlineData("CronTask", "{}", FluxHealth.InProgress)]
    [InlineData("CronTask", "{conditions: []}", FluxHealth.InProgress)]
    [InlineData("Agent", null, FluxHealth.Current)]
    [InlineData("Context", null, FluxHealth.Current)]
    public void An_absent_field_has_a_health_too(string kind, string? status, string health)
    {
        string text =
            $"apiVersion: kubetask.io/v1alpha1\nkind: {kind}\nmetadata: {{name: x}}\n" + (status is null ? "" : $"status: {status}\n");
        JsonObject o = ManifestFiles.In("x.yaml", text).Single().Object;

        Assert.Equal(health, FluxHealth.Of(Expressions("tasks", "tasks", kind), o));
    }

    [Fact]
    public void An_expression_that_names_an_absent_field_has_no_value() =>
        Assert.Throws<CelException>(() =>
            FluxHealth.Of(new JsonObject { ["current"] = "status.phase == 'Completed'" }, State("Agent", "without-limits"))
        );

    private static JsonObject Expressions(string file, string kustomization, string kind)
    {
        string path = $"examples/gitops/flux/{file}.yaml";
        Manifest found = ManifestFiles
            .In(path, File.ReadAllText(RepositoryRoot.Combine(path)))
            .Single(m => m.Kind == "Kustomization" && (string?)m.Object["metadata"]!["name"] == kustomization);
        return found.Object["spec"]!["healthCheckExprs"]!
            .AsArray()
            .Single(e => ((string?)e!["apiVersion"], (string?)e["kind"]) == ("kubetask.io/v1alpha1", kind))!
            .AsObject();
    }

    private static JsonObject State(string kind, string state)
    {
        string path = $"{Objects}{kind}/testdata/{state}.yaml";
        return ManifestFiles.In(path, File.ReadAllText(RepositoryRoot.Combine(path))).Single().Object;
    }
}
