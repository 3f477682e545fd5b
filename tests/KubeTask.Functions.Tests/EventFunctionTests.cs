using System.Net;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests;

/// <summary>An event arrives over HTTP, and the API server then has the expected objects.</summary>
public sealed class EventFunctionTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private const string Agent = """
        apiVersion: kubetask.io/v1alpha1
        kind: Agent
        metadata: {name: default}
        spec: {agentImage: echo, serviceAccountName: kubetask-agent}
        ---

        """;

    private const string AgentAndTask =
        Agent
        + """
            apiVersion: kubetask.io/v1alpha1
            kind: Task
            metadata: {name: t}
            spec: {description: Update the dependencies., ttlSecondsAfterFinished: 0}
            """;

    [Fact]
    public async Task A_new_Task_gets_its_ConfigMap_and_Job_and_is_Running()
    {
        string ns = await NewNamespaceAsync("starts");
        await functions.Api.CreateAsync(ns, AgentAndTask);
        Assert.Equal("Pending", await PhaseAsync(ns));

        Assert.Equal(HttpStatusCode.NoContent, (await functions.TaskChangedAsync(ns, "t")).StatusCode);

        Assert.Equal("Running", await PhaseAsync(ns));
        JsonObject configMap = (await functions.Api.GetAsync("ConfigMap", ns, "t-context"))!;
        Assert.Equal("Update the dependencies.\n", (string)configMap["data"]!["workspace-task.md"]!);
        JsonObject job = (await functions.Api.GetAsync("Job", ns, "t-job"))!;
        Assert.Equal("Task", (string)job["metadata"]!["ownerReferences"]![0]!["kind"]!);
        JsonObject task = (await functions.Api.GetAsync("Task", ns, "t"))!;
        Assert.Equal("Job t-job created; waiting for its pod", (string)task["status"]!["message"]!);
        Assert.Empty(await EventReasonsAsync(ns));
    }

    [Theory]
    [InlineData("{succeeded: 1, conditions: [{type: Complete, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z'}]}", "Completed")]
    [InlineData(
        "{failed: 1, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, "
            + "lastTransitionTime: '2026-01-01T00:00:00Z'}]}",
        "Failed"
    )]
    public async Task A_Job_that_ended_ends_its_Task(string jobStatus, string phase)
    {
        string ns = await NewNamespaceAsync("ends-" + phase.ToLowerInvariant());
        await functions.Api.CreateAsync(ns, AgentAndTask);
        await functions.TaskChangedAsync(ns, "t");
        Assert.Equal(HttpStatusCode.OK, (await functions.Api.MergeStatusAsync("Job", ns, "t-job", jobStatus)).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await functions.JobCompletedAsync(ns, "t-job", "t")).StatusCode);

        JsonObject task = (await functions.Api.GetAsync("Task", ns, "t"))!;
        Assert.Equal(phase, (string)task["status"]!["phase"]!);
        Assert.Equal("2026-01-01T00:00:00Z", (string)task["status"]!["completionTime"]!);
    }

    [Fact]
    public async Task Hazard_5_and_15_the_same_event_twenty_times_at_once_creates_one_Job()
    {
        string ns = await NewNamespaceAsync("doubled");
        await functions.Api.CreateAsync(ns, AgentAndTask);

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => functions.TaskChangedAsync(ns, "t")));

        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Conflict, a.StatusCode.ToString()));
        Assert.Single(await functions.Api.ListAsync("Job", ns));
        Assert.Equal("Running", await PhaseAsync(ns));
    }

    [Fact]
    public async Task The_start_of_the_agent_is_reported_once_also_if_twenty_events_say_so_at_once()
    {
        string ns = await NewNamespaceAsync("runs");
        await functions.Api.CreateAsync(ns, AgentAndTask);
        await functions.TaskChangedAsync(ns, "t");
        string uid = (string)(await functions.Api.GetAsync("Task", ns, "t"))!["metadata"]!["uid"]!;

        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => functions.TaskChangedAsync(ns, "t", ("taskuid", uid), ("job", "t-job"), ("pod", "t-job-x")))
        );

        JsonObject task = (await functions.Api.GetAsync("Task", ns, "t"))!;
        Assert.Equal("True", (string)Condition(task, "Started")["status"]!);
        Assert.Equal("t-job-x", (string)task["status"]!["podName"]!);
        Assert.Equal(["Started"], await EventReasonsAsync(ns));
    }

    [Fact]
    public async Task An_observation_of_a_former_Task_of_the_name_says_nothing_about_this_one()
    {
        string ns = await NewNamespaceAsync("former-pod");
        await functions.Api.CreateAsync(ns, AgentAndTask);
        await functions.TaskChangedAsync(ns, "t");

        await functions.TaskChangedAsync(ns, "t", ("taskuid", "another-uid"), ("job", "t-job"), ("pod", "t-job-x"));

        Assert.DoesNotContain((await functions.Api.GetAsync("Task", ns, "t"))!["status"]!["conditions"]!.AsArray(), c =>
            (string)c!["type"]! == "Started"
        );
    }

    [Fact]
    public async Task Hazard_14_a_missing_Agent_is_named_in_a_condition_and_the_Task_starts_once_the_Agent_exists()
    {
        string ns = await NewNamespaceAsync("waits");
        await functions.Api.CreateAsync(ns, "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: t}, spec: {description: d}}");
        await functions.TaskChangedAsync(ns, "t");
        JsonNode accepted = Condition((await functions.Api.GetAsync("Task", ns, "t"))!, "Accepted");
        Assert.Equal(("False", "AgentNotFound"), ((string)accepted["status"]!, (string)accepted["reason"]!));
        Assert.Contains("Agent \"default\" is missing", (string)accepted["message"]!, StringComparison.Ordinal);

        await functions.Api.CreateAsync(ns, Agent);
        await functions.TaskChangedAsync(ns, "t");

        Assert.Equal("Running", await PhaseAsync(ns));
        Assert.Equal("True", (string)Condition((await functions.Api.GetAsync("Task", ns, "t"))!, "Accepted")["status"]!);
    }

    [Fact]
    public async Task Hazard_9_the_Job_of_a_former_Task_with_the_same_name_is_never_adopted()
    {
        string ns = await NewNamespaceAsync("former");
        await functions.Api.CreateAsync(
            ns,
            AgentAndTask
                + """

                ---
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: t-job
                  finalizers: [example.com/hold]
                  ownerReferences: [{apiVersion: kubetask.io/v1alpha1, kind: Task, name: t, uid: 11111111-1111-1111-1111-111111111111}]
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: x, image: echo}]}}}
                """
        );

        await functions.TaskChangedAsync(ns, "t");

        Assert.Equal("Pending", await PhaseAsync(ns));
        Assert.Equal("FormerTaskJob", (string)Condition((await functions.Api.GetAsync("Task", ns, "t"))!, "Accepted")["reason"]!);
    }

    [Fact]
    public async Task Hazard_8_somebody_elses_Job_is_left_alone_and_the_Task_fails_with_NameConflict()
    {
        string ns = await NewNamespaceAsync("foreign");
        await functions.Api.CreateAsync(
            ns,
            AgentAndTask
                + """

                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: t-job, labels: {owner: somebody}}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: x, image: echo}]}}}
                """
        );
        string before = (string)(await functions.Api.GetAsync("Job", ns, "t-job"))!["metadata"]!["resourceVersion"]!;

        await functions.TaskChangedAsync(ns, "t");

        Assert.Equal("Failed", await PhaseAsync(ns));
        Assert.Equal("NameConflict", (string)Condition((await functions.Api.GetAsync("Task", ns, "t"))!, "Failed")["reason"]!);
        Assert.Equal(before, (string)(await functions.Api.GetAsync("Job", ns, "t-job"))!["metadata"]!["resourceVersion"]!);
    }

    [Fact]
    public async Task An_event_for_a_deleted_Task_is_done() =>
        Assert.Equal(HttpStatusCode.NoContent, (await functions.TaskChangedAsync("default", "never-was")).StatusCode);

    [Theory]
    [InlineData("OnTaskChanged", "not json", "body: is not a CloudEvent")]
    [InlineData(
        "OnTaskChanged",
        """{"specversion":"1.0","id":"1","source":"/x","subject":"a/b","type":"other"}""",
        "type: \"other\" is not for this function; send io.kubetask.task.changed.v1"
    )]
    [InlineData(
        "OnTaskChanged",
        """{"specversion":"1.0","id":"1","source":"/x","subject":"noslash","type":"io.kubetask.task.changed.v1"}""",
        "subject: \"noslash\" is not a key; write namespace/name"
    )]
    [InlineData(
        "OnJobCompleted",
        """{"specversion":"1.0","id":"1","source":"/x","subject":"a/b","type":"io.kubetask.job.completed.v1"}""",
        "task: is missing; name the Task that the Job belongs to"
    )]
    public async Task A_bad_event_is_answered_with_its_field_and_what_to_write(string function, string body, string message)
    {
        HttpResponseMessage answer = await functions.PostTextAsync(function, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(message, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<string> NewNamespaceAsync(string name)
    {
        await functions.Api.CreateNamespaceAsync(name);
        return name;
    }

    private async Task<string?> PhaseAsync(string ns) => (string?)(await functions.Api.GetAsync("Task", ns, "t"))!["status"]?["phase"];

    private async Task<string[]> EventReasonsAsync(string ns) =>
        [.. (await functions.Api.ListAsync("Event", ns)).Select(e => (string)e!["reason"]!)];

    private static JsonNode Condition(JsonObject task, string type) =>
        task["status"]!["conditions"]!.AsArray().Single(c => (string)c!["type"]! == type)!;
}
