using System.Net;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>Tasks over HTTP: create, list, wait, stop and read the log.</summary>
public sealed class SubmissionTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    [Fact]
    public async Task The_short_form_creates_a_Task()
    {
        Submitter caller = await InAsync("short");

        Answer answer = await caller.PostAsync(
            """
            {"description": "Update \"it\"", "agentRef": "fast", "contexts": [{"name": "c", "mountPath": "/w/x"}],
             "name": "t", "labels": {"team": "a"}}
            """
        );

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("/api/v1/namespaces/short/tasks/t", answer.Headers.Location?.OriginalString);
        JsonObject task = (await functions.Api.GetAsync("Task", "short", "t"))!;
        Assert.Equal(
            """{"description":"Update \u0022it\u0022","agentRef":"fast","contexts":[{"name":"c","mountPath":"/w/x"}]}""",
            task["spec"]!.ToJsonString()
        );
        Assert.Equal("a", (string)task["metadata"]!["labels"]!["team"]!);
        Assert.Equal("Pending", (string)answer.Body["status"]!["phase"]!);
    }

    [Fact]
    public async Task A_Task_without_a_name_gets_a_generated_one()
    {
        Submitter caller = await InAsync("nameless");

        string[] names =
        [
            (await caller.PostAsync("""{"description": "a"}""")).Name,
            (await caller.PostAsync("{generateName: nightly-, description: a}", Submitter.Yaml)).Name,
        ];

        Assert.Matches("^task-.{5}$", names[0]);
        Assert.Matches("^nightly-.{5}$", names[1]);
    }

    [Theory]
    [InlineData("application/yaml")]
    [InlineData("application/x-yaml")]
    [InlineData("text/yaml; charset=utf-8")]
    [InlineData("text/x-yaml")]
    public async Task A_whole_Task_in_YAML_is_created_as_it_is(string mediaType)
    {
        Submitter caller = await InAsync("whole");

        Answer answer = await caller.PostAsync(
            """
            apiVersion: kubetask.io/v1alpha1
            kind: Task
            metadata:
              generateName: whole-
              namespace: whole
              labels: {stage: "1"}
              creationTimestamp: null
            spec:
              description: |
                Update it.
                yes: no
              activeDeadlineSeconds: 0x10
              humanInTheLoop: {enabled: yes}
            status: {phase: Completed}
            """,
            mediaType
        );

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("Update it.\nyes: no\n", (string)answer.Body["spec"]!["description"]!);
        Assert.Equal(16, (int)answer.Body["spec"]!["activeDeadlineSeconds"]!);
        Assert.True((bool)answer.Body["spec"]!["humanInTheLoop"]!["enabled"]!);
        Assert.Equal("Pending", (string)answer.Body["status"]!["phase"]!);
    }

    [Fact]
    public async Task A_body_of_exactly_1_MiB_is_accepted()
    {
        Submitter caller = await InAsync("full");

        Answer answer = await caller.PostAsync("""{"description": "a", "name": "full"}""".PadRight(1024 * 1024));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Fact]
    public async Task A_Task_with_an_unknown_Agent_is_created_and_its_status_reports_that()
    {
        Submitter caller = await InAsync("unknown-agent");

        Assert.Equal(
            HttpStatusCode.Created,
            (await caller.PostAsync("""{"description": "a", "name": "t", "agentRef": "nobody"}""")).Status
        );
        await functions.TaskChangedAsync("unknown-agent", "t");

        JsonNode accepted = (await caller.GetAsync("/t")).Body["status"]!["conditions"]!
            .AsArray()
            .Single(c => (string)c!["type"]! == "Accepted")!;
        Assert.Equal(("False", "AgentNotFound"), ((string)accepted["status"]!, (string)accepted["reason"]!));
    }

    [Fact]
    public async Task The_list_of_Tasks_has_pages_and_can_be_filtered_by_label()
    {
        Submitter caller = await InAsync("pages");
        foreach (string name in (string[])["a", "b", "c"])
            await caller.PostAsync($$"""{"description": "a", "name": "{{name}}", "labels": {"n": "{{name}}"} }""");

        Answer first = await caller.GetAsync("?limit=2");
        Answer second = await caller.GetAsync("?continue=" + Uri.EscapeDataString((string)first.Body["metadata"]!["continue"]!));
        Answer one = await caller.GetAsync("?labelSelector=n%3Db");

        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(["c"], Names(second));
        Assert.Equal(["b"], Names(one));
        (await caller.GetAsync("?limit=0")).IsProblem(HttpStatusCode.BadRequest, "limit: must be a whole number from 1 to 500");
    }

    [Fact]
    public async Task The_wait_parameter_holds_the_answer_until_the_Task_ends()
    {
        Submitter caller = await InAsync("waits-for-end");
        Task<Answer> waiting = caller.PostAsync("""{"description": "a", "name": "t"}""", query: "?wait=5m");
        await Eventually.ThatAsync(
            async () => await functions.Api.GetAsync("Task", "waits-for-end", "t") is not null,
            "the Task is created"
        );
        await functions.Api.MergeStatusAsync("Task", "waits-for-end", "t", "{phase: Running}");
        Task<Answer> reading = caller.GetAsync("/t?wait=2m");
        Assert.False(waiting.IsCompleted);

        await functions.Api.MergeStatusAsync("Task", "waits-for-end", "t", "{phase: Completed, message: done}");

        Answer answer = await waiting;
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("done", (string)answer.Body["status"]!["message"]!);
        Assert.Equal("Completed", (string)(await reading).Body["status"]!["phase"]!);
    }

    [Fact]
    public async Task A_wait_whose_time_is_up_is_answered_with_the_Task_as_it_is()
    {
        Submitter caller = await InAsync("waits-in-vain");

        Answer answer = await caller.PostAsync("""{"description": "a", "name": "t"}""", query: "?wait=1s");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("Pending", (string)answer.Body["status"]!["phase"]!);
        Assert.False(answer.Headers.Contains("Warning"));
    }

    [Fact]
    public async Task A_caller_who_may_not_watch_gets_the_created_Task_and_a_warning()
    {
        await functions.Api.CreateNamespaceAsync("may-not-watch");

        Answer answer = await new Submitter(functions.Http, "may-not-watch", Callers.Plain).PostAsync(
            """{"description": "a", "name": "t"}""",
            query: "?wait=60"
        );

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Contains("cannot watch resource", Assert.Single(answer.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("11m")]
    [InlineData("-1")]
    [InlineData("soon")]
    public async Task An_invalid_wait_creates_no_Task(string wait)
    {
        Submitter caller = await InAsync("bad-wait");

        (await caller.PostAsync("""{"description": "a"}""", query: "?wait=" + wait)).IsProblem(
            HttpStatusCode.BadRequest,
            "wait: must be a time up to 10m"
        );

        Assert.Empty(Names(await caller.GetAsync()));
    }

    [Fact]
    public async Task A_stop_request_writes_the_annotation()
    {
        Submitter caller = await InAsync("stop");
        await caller.PostAsync("""{"description": "a", "name": "t"}""");

        Answer answer = await caller.SendAsync(HttpMethod.Post, "/t/stop", null, null);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            "true",
            (string)(await functions.Api.GetAsync("Task", "stop", "t"))!["metadata"]!["annotations"]!["kubetask.io/stop"]!
        );
    }

    [Fact]
    public async Task A_request_for_a_log_that_does_not_exist_says_why()
    {
        Submitter caller = await InAsync("no-log");
        await caller.PostAsync("""{"description": "a", "name": "t"}""");
        (await caller.GetAsync("/t/logs")).IsProblem(
            HttpStatusCode.NotFound,
            "Task t has no log yet: it is Pending; follow=true waits for it"
        );
        Task<Answer> following = caller.GetAsync("/t/logs?follow=true");

        await functions.Api.MergeStatusAsync("Task", "no-log", "t", "{phase: Failed, message: no such Agent}");

        (await following).IsProblem(HttpStatusCode.NotFound, "Task t has no log: it is Failed (no such Agent), and its agent has no pod");
    }

    private async Task<Submitter> InAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        return new Submitter(functions.Http, ns, Callers.Submitter);
    }

    private static string[] Names(Answer list) => [.. list.Body["items"]!.AsArray().Select(t => (string)t!["metadata"]!["name"]!)];
}
