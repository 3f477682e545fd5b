using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core.Events;

namespace KubeTask.Functions.Tests;

/// <summary>Events that carry the Task as the scaler observed it.</summary>
public sealed class EventDataTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    [Fact]
    public async Task The_Task_is_started_as_it_was_observed()
    {
        JsonObject cloudEvent = await NewEventAsync("observed");
        Assert.Equal(HttpStatusCode.NoContent, (await functions.PostAsync("OnTaskChanged", cloudEvent)).StatusCode);
        Assert.Equal(("Observed.\n", "Running"), await OutcomeAsync("observed"));
    }

    [Fact]
    public async Task A_Task_that_has_changed_since_is_read_again_before_its_status_is_written()
    {
        JsonObject cloudEvent = await NewEventAsync("changed");
        await functions.Api.MergeAsync("Task", "changed", "t", "{metadata: {annotations: {seen: 'no'}}}");
        Assert.Equal(HttpStatusCode.NoContent, (await functions.PostAsync("OnTaskChanged", cloudEvent)).StatusCode);
        Assert.Equal("Running", (await OutcomeAsync("changed")).Phase);
    }

    [Fact]
    public async Task Where_anybody_may_deliver_events_only_the_key_counts()
    {
        await using FunctionsProcess insecure = await functions.StartAnotherAsync(("KUBETASK_INSECURE_EVENTS", "true"));
        JsonObject cloudEvent = await NewEventAsync("anybody");
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await FunctionsFixture.PostAsync(insecure.Http, "OnTaskChanged", cloudEvent, token: null)).StatusCode
        );
        Assert.Equal(("Stored.\n", "Running"), await OutcomeAsync("anybody"));
    }

    /// <summary>A Task that says "Stored.", and an event for it whose Task says "Observed.".</summary>
    private async Task<JsonObject> NewEventAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        await functions.Api.CreateAsync(
            ns,
            """
            {apiVersion: kubetask.io/v1alpha1, kind: Agent, metadata: {name: default}, spec: {agentImage: echo, serviceAccountName: a}}
            ---
            {apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: t}, spec: {description: Stored.}}
            """
        );
        JsonObject task = (await functions.Api.GetAsync("Task", ns, "t"))!;
        task["spec"]!["description"] = "Observed.";
        return new JsonObject
        {
            ["type"] = EventType.TaskChanged,
            ["subject"] = $"{ns}/t",
            ["data"] = new JsonObject { ["task"] = task.DeepClone() },
        };
    }

    private async Task<(string Text, string Phase)> OutcomeAsync(string ns) =>
        (
            (string)(await functions.Api.GetAsync("ConfigMap", ns, "t-context"))!["data"]!["workspace-task.md"]!,
            (string)(await functions.Api.GetAsync("Task", ns, "t"))!["status"]!["phase"]!
        );
}
