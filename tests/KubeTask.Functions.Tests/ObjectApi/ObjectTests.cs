using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KubeTask.Functions.Tests.TaskApi;

namespace KubeTask.Functions.Tests.ObjectApi;

/// <summary>CronTasks, Agents, Contexts, Events and namespaces over HTTP; rights; the system.</summary>
public sealed class ObjectTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private const string CronTask = """
        apiVersion: kubetask.io/v1alpha1
        kind: CronTask
        metadata: {name: nightly}
        spec: {schedule: "0 2 * * MON-FRI", timeZone: Europe/Berlin, taskTemplate: {spec: {description: d}}}
        """;

    private ApiCaller Viewer => new(functions.Http, Callers.Viewer);

    [Fact]
    public async Task Every_kind_is_listed_and_each_object_is_shown()
    {
        await functions.Api.CreateNamespaceAsync("kinds");
        await functions.Api.CreateAsync("kinds", CronTask);
        await functions.Api.CreateAsync(
            "kinds",
            """
            apiVersion: kubetask.io/v1alpha1
            kind: Agent
            metadata: {name: claude}
            spec: {serviceAccountName: agent}
            ---
            apiVersion: kubetask.io/v1alpha1
            kind: Context
            metadata: {name: guide}
            spec: {type: Inline, inline: {content: x}}
            """
        );
        foreach ((string kind, string name) in ((string, string)[])[("crontasks", "nightly"), ("agents", "claude"), ("contexts", "guide")])
        {
            Answer list = await Viewer.GetAsync($"api/v1/namespaces/kinds/{kind}");
            Assert.Equal(name, (string)Assert.Single(list.Body["items"]!.AsArray())!["metadata"]!["name"]!);
            Answer all = await Viewer.GetAsync($"api/v1/{kind}");
            Assert.Contains(all.Body["items"]!.AsArray(), i => (string)i!["metadata"]!["namespace"]! == "kinds");
            Assert.Equal(name, (await Viewer.GetAsync($"api/v1/namespaces/kinds/{kind}/{name}")).Name);
            (await Viewer.GetAsync($"api/v1/namespaces/kinds/{kind}/nobody")).IsProblem(HttpStatusCode.NotFound, "nobody");
            (await Viewer.GetAsync($"api/v1/namespaces/nowhere/{kind}")).IsProblem(HttpStatusCode.NotFound, "namespace \"nowhere\"");
        }

        Assert.Equal(HttpStatusCode.OK, (await Viewer.GetAsync("api/v1/namespaces/kinds/events")).Status);
        (await new ApiCaller(functions.Http, Callers.Submitter).GetAsync("api/v1/namespaces/kinds/agents")).IsProblem(
            HttpStatusCode.Forbidden,
            "agents"
        );
    }

    [Fact]
    public async Task Namespaces_are_listed_for_who_may_list_them()
    {
        Answer list = await Viewer.GetAsync("api/v1/namespaces");

        Assert.Contains(list.Body["items"]!.AsArray(), n => (string)n!["metadata"]!["name"]! == "kubetask-system");
        (await new ApiCaller(functions.Http, Callers.Submitter).GetAsync("api/v1/namespaces")).IsProblem(
            HttpStatusCode.Forbidden,
            "cannot list"
        );
    }

    [Fact]
    public async Task A_CronTask_is_suspended_resumed_and_triggered()
    {
        await functions.Api.CreateNamespaceAsync("cron-actions");
        await functions.Api.CreateAsync("cron-actions", CronTask);
        const string Path = "api/v1/namespaces/cron-actions/crontasks/nightly";

        Assert.True((bool)(await Viewer.PostAsync($"{Path}/suspend")).Body["spec"]!["suspend"]!);
        Assert.False((bool)(await Viewer.PostAsync($"{Path}/resume")).Body["spec"]!["suspend"]!);
        Answer triggered = await Viewer.PostAsync($"{Path}/trigger");

        Assert.Matches("^20[0-9]{2}-.*Z$", (string)triggered.Body["metadata"]!["annotations"]!["kubetask.io/trigger"]!);
        (await new ApiCaller(functions.Http, Callers.Submitter).PostAsync($"{Path}/trigger")).IsProblem(HttpStatusCode.Forbidden, "patch");
        (await Viewer.PostAsync("api/v1/namespaces/cron-actions/crontasks/nobody/suspend")).IsProblem(HttpStatusCode.NotFound, "nobody");
    }

    [Fact]
    public async Task The_next_due_times_are_those_of_the_schedule_in_its_time_zone()
    {
        await functions.Api.CreateNamespaceAsync("due-times");
        await functions.Api.CreateAsync("due-times", CronTask);
        const string Path = "api/v1/namespaces/due-times/crontasks/nightly/times";

        DateTimeOffset[] times =
        [
            .. (await Viewer.GetAsync(Path)).Body["times"]!
                .AsArray()
                .Select(t => DateTimeOffset.Parse((string)t!, System.Globalization.CultureInfo.InvariantCulture)),
        ];

        Assert.Equal(5, times.Length);
        Assert.Equal(times.Order(), times);
        Assert.All(times, t => Assert.Contains(t.Hour, (int[])[0, 1]));
        Assert.Equal(2, (await Viewer.GetAsync($"{Path}?count=2")).Body["times"]!.AsArray().Count);
        (await Viewer.GetAsync($"{Path}?count=0")).IsProblem(HttpStatusCode.BadRequest, "count: must be a whole number from 1 to 100");
    }

    [Fact]
    public async Task Rights_are_those_of_the_caller()
    {
        const string Questions = """
            {"reviews": [{"verb": "create", "resource": "tasks"}, {"verb": "patch", "resource": "crontasks"},
              {"verb": "get", "group": "", "resource": "pods", "subresource": "log"}]}
            """;

        var submitter = new ApiCaller(functions.Http, Callers.Submitter);
        Answer answer = await submitter.PostAsync("api/v1/namespaces/default/accessreviews", Questions);

        Assert.Equal([true, false, true], answer.Body["reviews"]!.AsArray().Select(r => (bool)r!["allowed"]!));
    }

    [Theory]
    [InlineData("{}", "reviews: is missing")]
    [InlineData("{\"reviews\": []}", "reviews: has 0 questions; send 1 to 32")]
    [InlineData("{\"reviews\": [{\"verb\": \"get\"}]}", "reviews[0].resource: is missing")]
    [InlineData("""{"reviews": [{"verb": "get", "resource": "tasks", "nmae": "x"}]}""", "reviews[0].nmae: there is no such field")]
    public async Task A_question_that_is_none_is_refused_at_its_field(string body, string message) =>
        (await Viewer.PostAsync("api/v1/namespaces/default/accessreviews", body)).IsProblem(HttpStatusCode.UnprocessableEntity, message);

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task A_request_that_another_sites_page_sent_is_refused(string site, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/namespaces", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Callers.Viewer);
        request.Headers.Add("Sec-Fetch-Site", site);

        using HttpResponseMessage answer = await functions.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task The_system_shows_versions_and_says_what_the_caller_may_not_read()
    {
        JsonObject state = (await Viewer.GetAsync("api/v1/system")).Body;

        Assert.Equal("0.1.0", (string)state["versions"]!["kubeTask"]!);
        Assert.StartsWith("v1.", (string)state["versions"]!["kubernetes"]!, StringComparison.Ordinal);
        Assert.Equal("kubetask-system", (string)state["namespace"]!);
        Assert.Contains("deployments", (string)Assert.Single(state["problems"]!.AsArray())!, StringComparison.Ordinal);
        await functions.Api.CreateAsync(
            "kubetask-system",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: kubetask-functions}
            spec:
              replicas: 2
              selector: {matchLabels: {a: b}}
              template: {metadata: {labels: {a: b}}, spec: {containers: [{name: functions, image: "x:1"}]}}
            """
        );
        JsonNode shown = (await new ApiCaller(functions.Http, Callers.Keeper).GetAsync("api/v1/system")).Body["functions"]!;
        Assert.Equal((2, 0, "x:1"), ((int)shown["desired"]!, (int)shown["ready"]!, (string?)shown["image"]));
        (await new ApiCaller(functions.Http, "a-wrong-token").GetAsync("api/v1/system")).IsProblem(HttpStatusCode.Unauthorized, "token");
    }
}
