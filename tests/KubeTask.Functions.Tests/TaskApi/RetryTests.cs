using System.Net;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>Retries, dry runs, and the task.md of a Task.</summary>
public sealed class RetryTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    [Fact]
    public async Task A_retry_of_an_ended_Task_has_its_spec_and_the_next_free_name()
    {
        Submitter caller = await InAsync("retries");
        await functions.Api.CreateAsync(
            "retries",
            """
            apiVersion: kubetask.io/v1alpha1
            kind: Task
            metadata: {name: t, labels: {team: a, kubetask.io/crontask: c}, annotations: {note: x, kubetask.io/stop: "true"}}
            spec: {description: d, retry: {limit: 2}}
            """
        );
        (await caller.SendAsync(HttpMethod.Post, "/t/retry", null, null)).IsProblem(HttpStatusCode.Conflict, "only a Task that has ended");
        await functions.Api.MergeStatusAsync("Task", "retries", "t", "{phase: Failed}");

        Answer first = await caller.SendAsync(HttpMethod.Post, "/t/retry", null, null);
        Answer second = await caller.SendAsync(HttpMethod.Post, "/t/retry", null, null);

        Assert.Equal((HttpStatusCode.Created, "t-retry-1", "t-retry-2"), (first.Status, first.Name, second.Name));
        Assert.Equal("/api/v1/namespaces/retries/tasks/t-retry-1", first.Headers.Location?.ToString());
        Assert.Equal(2, (int)first.Body["spec"]!["retry"]!["limit"]!);
        Assert.Equal(["team"], first.Body["metadata"]!["labels"]!.AsObject().Select(l => l.Key));
        Assert.Equal(["note"], first.Body["metadata"]!["annotations"]!.AsObject().Select(a => a.Key));
        await functions.Api.MergeStatusAsync("Task", "retries", "t-retry-2", "{phase: Failed}");
        Assert.Equal("t-retry-3", (await caller.SendAsync(HttpMethod.Post, "/t-retry-2/retry", null, null)).Name);
        (await caller.SendAsync(HttpMethod.Post, "/nobody/retry", null, null)).IsProblem(HttpStatusCode.NotFound, "nobody");
    }

    [Fact]
    public async Task A_dry_run_checks_a_Task_and_creates_nothing()
    {
        Submitter caller = await InAsync("dry-runs");

        Answer valid = await caller.PostAsync("""{"description": "d", "name": "t"}""", query: "?dryRun=All", key: "k");

        Assert.Equal((HttpStatusCode.OK, "t"), (valid.Status, valid.Name));
        Answer wrong = await caller.PostAsync(
            """{"description": "d", "contexts": [{"name": "c", "mountPath": "../x"}]}""",
            query: "?dryRun=All"
        );
        wrong.IsProblem(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("mountPath", (string)wrong.Body["errors"]![0]!["field"]!, StringComparison.Ordinal);
        Assert.Empty(await functions.Api.ListAsync("Task", "dry-runs"));
    }

    [Theory]
    [InlineData("?dryRun=true", "dryRun: must be All, such as dryRun=All")]
    [InlineData("?dryRun=All&wait=5s", "wait: a dry run creates nothing to wait for; leave it out")]
    public async Task A_dry_run_that_is_none_is_refused(string query, string message)
    {
        Submitter caller = await InAsync("no-dry-runs");

        (await caller.PostAsync("""{"description": "d"}""", query: query)).IsProblem(HttpStatusCode.BadRequest, message);
        Assert.Empty(await functions.Api.ListAsync("Task", "no-dry-runs"));
    }

    [Fact]
    public async Task The_instruction_is_the_task_md_of_the_ConfigMap()
    {
        await InAsync("instructions");
        var viewer = new ApiCaller(functions.Http, Callers.Viewer);
        await functions.Api.CreateAsync(
            "instructions",
            "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: t}, spec: {description: d}}"
        );
        const string Path = "api/v1/namespaces/instructions/tasks/t/instruction";
        (await viewer.GetAsync(Path)).IsProblem(HttpStatusCode.NotFound, "Task t has no task.md yet");
        await functions.Api.CreateAsync(
            "instructions",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: t-context}
            data: {workspace-docs-task.md: other, workspace-task.md: "Say hello", workspace-guide.md: guide}
            """
        );

        Answer answer = await viewer.GetAsync(Path);

        Assert.Equal((HttpStatusCode.OK, "text/plain", "Say hello"), (answer.Status, answer.MediaType, answer.Text));
        (await new ApiCaller(functions.Http, Callers.Submitter).GetAsync(Path)).IsProblem(HttpStatusCode.Forbidden, "configmaps");
    }

    private async Task<Submitter> InAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        return new Submitter(functions.Http, ns, Callers.Submitter);
    }
}
