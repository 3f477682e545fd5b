using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core.Events;
using KubeTask.Local.Cluster;

namespace KubeTask.Functions.Tests;

/// <summary>OnCronTick by its two triggers: the event for one CronTask, and the timer as the Functions host calls it.</summary>
public sealed class CronTickTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private const string Never = """
        apiVersion: kubetask.io/v1alpha1
        kind: CronTask
        metadata: {name: c}
        spec: {schedule: 0 0 29 2 *, taskTemplate: {spec: {description: Update the dependencies.}}}
        """;

    [Fact]
    public async Task An_event_writes_when_a_CronTask_is_due_next_and_its_trigger_creates_a_Task()
    {
        string ns = await NewCronTaskAsync("event");

        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(ns)).StatusCode);
        Assert.Equal("2028-02-29T00:00:00Z", (string)(await StatusAsync(ns))["nextScheduleTime"]!);
        await functions.Api.MergeAsync("CronTask", ns, "c", "{metadata: {annotations: {kubetask.io/trigger: '1'}}}");
        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(ns)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(ns)).StatusCode);

        JsonNode task = Assert.Single(await functions.Api.ListAsync("Task", ns))!;
        Assert.Equal(
            ("CronTask", "c"),
            ((string)task["metadata"]!["ownerReferences"]![0]!["kind"]!, (string)task["metadata"]!["labels"]!["kubetask.io/crontask"]!)
        );
        Assert.Equal("Pending", (string)task["status"]!["phase"]!);
        Assert.Equal("1", (string)(await StatusAsync(ns))["lastTrigger"]!);
    }

    /// <summary>hazards.md, row 16: no event arrives, and the timer ticks many times at once.</summary>
    [Fact]
    public async Task Hazard_16_the_timer_alone_creates_one_Task_and_answers_as_the_Functions_host_expects()
    {
        Assert.SkipWhen(FunctionsProcess.Runtime != FunctionsProgram.Standalone, "only the host itself reaches the timer");
        string ns = await NewCronTaskAsync("timer");
        await functions.Api.MergeAsync("CronTask", ns, "c", "{metadata: {annotations: {kubetask.io/trigger: '1'}}}");

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => TickAsync()));
        await TickAsync();

        Assert.Single(await functions.Api.ListAsync("Task", ns));
        foreach (HttpResponseMessage answer in answers)
        {
            JsonObject body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
            Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal(["Outputs", "Logs", "ReturnValue"], body.Select(p => p.Key));
            Assert.NotEmpty((string)Assert.Single(body["Logs"]!.AsArray())!);
        }
    }

    [Theory]
    [InlineData("OnCronTick")]
    [InlineData("oncrontick/")]
    public async Task Nobody_starts_the_timer_through_a_Functions_host_without_the_scalers_token(string path)
    {
        Assert.SkipWhen(FunctionsProcess.Runtime == FunctionsProgram.Standalone, "there is no Functions host");
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");

        HttpResponseMessage answer = await functions.Http.PostAsync(
            new Uri(path, UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );

        bool worker = FunctionsProcess.Runtime == FunctionsProgram.Worker;
        Assert.Equal(worker ? HttpStatusCode.Unauthorized : HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task The_timer_of_a_Functions_host_creates_the_Task()
    {
        Assert.SkipWhen(FunctionsProcess.Runtime == FunctionsProgram.Standalone, "there is no Functions host");
        string ns = await NewCronTaskAsync("timer-of-host");
        await functions.Api.MergeAsync("CronTask", ns, "c", "{metadata: {annotations: {kubetask.io/trigger: '1'}}}");

        var start = new Uri("admin/functions/OnCronTick", UriKind.Relative);
        HttpResponseMessage started = await functions.Http.PostAsync(start, null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await Eventually.ThatAsync(async () => (await functions.Api.ListAsync("Task", ns)).Count == 1, "the Task exists");
    }

    [Fact]
    public async Task A_template_that_the_API_server_refuses_is_reported_once_and_the_schedule_continues()
    {
        const string Ns = "refused";
        await functions.Api.CreateNamespaceAsync(Ns);
        await functions.Api.CreateAsync(
            Ns,
            Never.Replace("taskTemplate: {", "taskTemplate: {metadata: {labels: {team: 'not a label!'}}, ", StringComparison.Ordinal)
        );
        await functions.Api.MergeAsync("CronTask", Ns, "c", "{metadata: {annotations: {kubetask.io/trigger: '1'}}}");

        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(Ns)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(Ns)).StatusCode);

        JsonObject status = await StatusAsync(Ns);
        JsonNode stalled = status["conditions"]!.AsArray().Single(c => (string)c!["type"]! == "Stalled")!;
        Assert.Equal("Refused", (string)stalled["reason"]!);
        Assert.Contains("metadata.labels", (string)stalled["message"]!, StringComparison.Ordinal);
        Assert.Equal("False", (string)status["conditions"]!.AsArray().Single(c => (string)c!["type"]! == "Scheduled")!["status"]!);
        Assert.Equal(("1", "2028-02-29T00:00:00Z"), ((string)status["lastTrigger"]!, (string)status["nextScheduleTime"]!));
        Assert.Empty(await functions.Api.ListAsync("Task", Ns));
        Assert.Equal(["Refused"], (await functions.Api.ListAsync("Event", Ns)).Select(e => (string)e!["reason"]!));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task A_large_backlog_has_its_Task_created_first_and_its_status_written_at_the_next_event(int backlog, bool written)
    {
        string ns = await NewCronTaskAsync($"backlog-{backlog}");
        await functions.Api.MergeAsync("CronTask", ns, "c", "{metadata: {annotations: {kubetask.io/trigger: '1'}}}");

        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(ns, backlog)).StatusCode);
        Assert.Single(await functions.Api.ListAsync("Task", ns));
        Assert.Equal(written, (await functions.Api.GetAsync("CronTask", ns, "c"))!["status"] is JsonObject);

        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(ns, backlog)).StatusCode);
        Assert.Single(await functions.Api.ListAsync("Task", ns));
        Assert.Equal("1", (string)(await StatusAsync(ns))["lastTrigger"]!);
    }

    [Fact]
    public async Task Every_event_of_a_batch_is_handled_and_the_answer_names_those_to_deliver_again()
    {
        string[] namespaces = [await NewCronTaskAsync("batch-a"), await NewCronTaskAsync("batch-b")];
        foreach (string ns in namespaces)
            await functions.Api.MergeAsync("CronTask", ns, "c", "{metadata: {annotations: {kubetask.io/trigger: '1'}}}");

        HttpResponseMessage answer = await functions.PostBatchAsync(
            "OnCronTick",
            DueEvent("batch-a", 200),
            new JsonObject { ["type"] = EventType.CronTaskDue, ["subject"] = "nonsense" },
            DueEvent("batch-b", 200)
        );

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonNode undone = Assert.Single(
            JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsArray()
        )!;
        Assert.Equal("nonsense", (string)undone["subject"]!);
        Assert.StartsWith("subject: ", (string)undone["why"]!, StringComparison.Ordinal);
        foreach (string ns in namespaces)
            Assert.Single(await functions.Api.ListAsync("Task", ns));

        answer = await functions.PostBatchAsync("OnCronTick", DueEvent("batch-a"), DueEvent("batch-b"));
        Assert.Equal(
            (HttpStatusCode.NoContent, ""),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
        );
        foreach (string ns in namespaces)
            Assert.Equal("1", (string)(await StatusAsync(ns))["lastTrigger"]!);
    }

    [Theory]
    [InlineData(
        "7&watch=1",
        HttpStatusCode.BadRequest,
        "resourceversion: \"7&watch=1\" is not a number; write metadata.resourceVersion, or nothing\n"
    )]
    [InlineData("7", HttpStatusCode.NoContent, "")]
    public async Task The_resourceVersion_of_an_event_must_be_a_number(string version, HttpStatusCode status, string message)
    {
        string ns = await NewCronTaskAsync($"seen-{(int)status}");
        JsonObject cloudEvent = DueEvent(ns, 200);
        cloudEvent["resourceversion"] = version;

        HttpResponseMessage answer = await functions.PostAsync("OnCronTick", cloudEvent);

        Assert.Equal((status, message), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_batch_that_is_empty_or_has_an_event_of_another_type_is_refused_as_a_whole()
    {
        HttpResponseMessage empty = await functions.PostBatchAsync("OnCronTick");
        HttpResponseMessage mixed = await functions.PostBatchAsync(
            "OnCronTick",
            DueEvent("batch-c"),
            new JsonObject { ["type"] = EventType.TaskChanged, ["subject"] = "batch-c/t" }
        );

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (empty.StatusCode, mixed.StatusCode));
        Assert.Equal(
            "body: holds no CloudEvent; send at least one of type io.kubetask.crontask.due.v1\n",
            await empty.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            "[1].type: \"io.kubetask.task.changed.v1\" is not for this function; send io.kubetask.crontask.due.v1\n",
            await mixed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Hazard_17_a_schedule_that_never_comes_is_reported_and_the_function_ends()
    {
        const string Ns = "impossible";
        await functions.Api.CreateNamespaceAsync(Ns);
        await functions.Api.CreateAsync(Ns, Never.Replace("29 2", "31 2", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NoContent, (await DueAsync(Ns)).StatusCode);

        JsonNode scheduled = (await StatusAsync(Ns))["conditions"]!.AsArray().Single(c => (string)c!["type"]! == "Scheduled")!;
        Assert.Equal(
            (
                "False",
                "InvalidSchedule",
                "spec.schedule: \"0 0 31 2 *\": never comes: no year has such a day; write a day that the month has"
            ),
            ((string)scheduled["status"]!, (string)scheduled["reason"]!, (string)scheduled["message"]!)
        );
    }

    private async Task<string> NewCronTaskAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        await functions.Api.CreateAsync(ns, Never);
        return ns;
    }

    private Task<HttpResponseMessage> DueAsync(string ns, int? backlog = null) => functions.PostAsync("OnCronTick", DueEvent(ns, backlog));

    private static JsonObject DueEvent(string ns, int? backlog = null) =>
        new()
        {
            ["type"] = EventType.CronTaskDue,
            ["subject"] = $"{ns}/c",
            ["backlog"] = backlog,
        };

    private Task<HttpResponseMessage> TickAsync() =>
        functions.Http.PostAsync(
            new Uri("OnCronTick", UriKind.Relative),
            new StringContent("""{"Data":{},"Metadata":{}}""", null, "application/json")
        );

    private async Task<JsonObject> StatusAsync(string ns) => (await functions.Api.GetAsync("CronTask", ns, "c"))!["status"]!.AsObject();
}
