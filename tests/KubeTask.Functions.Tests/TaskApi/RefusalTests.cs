using System.Net;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>Every refusal for a token, a right or a name is a problem document, and holds no token.</summary>
public sealed class RefusalTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    // hazards.md, row 30
    [Theory]
    [InlineData(null, "Authorization: is missing or no bearer token")]
    [InlineData("canary-token-of-nobody", "the API server doesn't accept the token")]
    public async Task Hazard_30_a_submission_without_a_token_or_with_a_wrong_one_is_401(string? token, string message)
    {
        Answer answer = await new Submitter(functions.Http, "default", token).PostAsync("""{"description": "a"}""");

        answer.IsProblem(HttpStatusCode.Unauthorized, message);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    // hazards.md, row 30
    [Fact]
    public async Task Hazard_30_a_submission_with_an_expired_token_is_401()
    {
        await functions.Api.CreateNamespaceAsync("robots");
        string expired = await functions.ExpiredTokenAsync("robots", "first");

        (await new Submitter(functions.Http, "default", expired).GetAsync()).IsProblem(HttpStatusCode.Unauthorized, "expired");
    }

    // hazards.md, row 30
    [Fact]
    public async Task Hazard_30_a_submission_with_a_token_for_another_audience_is_401() =>
        (await new Submitter(functions.Http, "default", functions.ScalerToken).GetAsync()).IsProblem(
            HttpStatusCode.Unauthorized,
            "meant for another audience"
        );

    // hazards.md, row 30
    [Fact]
    public async Task Hazard_30_every_call_in_a_namespace_without_rights_is_403_and_the_functions_own_rights_are_not_used()
    {
        await functions.Api.CreateNamespaceAsync("alice");
        await functions.Api.CreateNamespaceAsync("not-alices");
        Assert.Equal(
            HttpStatusCode.Created,
            (await new Submitter(functions.Http, "alice", Callers.Alice).PostAsync("""{"description": "a", "name": "t"}""")).Status
        );
        await functions.Api.CreateAsync(
            "not-alices",
            "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: t}, spec: {description: d}}"
        );
        var alice = new Submitter(functions.Http, "not-alices", Callers.Alice);

        // The functions themselves may get and list Tasks there.
        Answer[] answers =
        [
            await alice.PostAsync("""{"description": "a", "name": "mine"}"""),
            await alice.PostAsync("""{"description": "a"}""", key: "k"),
            await alice.GetAsync(),
            await alice.GetAsync("/t"),
            await alice.GetAsync("/t/logs"),
            await alice.GetAsync("/t/logs?follow=true"),
            await alice.SendAsync(HttpMethod.Post, "/t/stop", null, null),
        ];

        Assert.All(answers, a => a.IsProblem(HttpStatusCode.Forbidden, "User \"alice\" cannot", "in the namespace \"not-alices\""));
        Assert.Single(await functions.Api.ListAsync("Task", "not-alices"));
    }

    [Fact]
    public async Task A_Task_or_namespace_that_does_not_exist_is_404()
    {
        Submitter caller = await InAsync("there");
        (await caller.GetAsync("/nobody")).IsProblem(HttpStatusCode.NotFound, "\"nobody\" not found");
        (await caller.SendAsync(HttpMethod.Post, "/nobody/stop", null, null)).IsProblem(HttpStatusCode.NotFound, "\"nobody\" not found");
    }

    [Fact]
    public async Task Every_call_in_a_namespace_that_does_not_exist_is_404_and_says_so()
    {
        var overseer = new Submitter(functions.Http, "nowhere", Callers.Overseer);
        Answer[] answers =
        [
            await overseer.PostAsync("""{"description": "a"}"""),
            await overseer.PostAsync("""{"description": "a", "name": "t"}""", key: "k"),
            await overseer.GetAsync(),
            await overseer.GetAsync("?labelSelector=a%3Db&limit=5"),
            await overseer.GetAsync("/t"),
            await overseer.GetAsync("/t/logs?follow=true"),
            await overseer.SendAsync(HttpMethod.Post, "/t/stop", null, null),
            // To create a Task, nobody needs the right to read the namespace.
            await new Submitter(functions.Http, "nowhere", Callers.Submitter).PostAsync("""{"description": "a"}"""),
        ];

        Assert.All(answers, a => a.IsProblem(HttpStatusCode.NotFound, "namespace \"nowhere\" not found: it doesn't exist"));
    }

    [Fact]
    public async Task A_caller_without_the_right_to_read_a_namespace_does_not_learn_whether_it_exists()
    {
        var submitter = new Submitter(functions.Http, "nowhere", Callers.Submitter);

        Assert.Empty((await submitter.GetAsync()).Body["items"]!.AsArray());
        (await submitter.GetAsync("/t")).IsProblem(HttpStatusCode.NotFound, "\"t\" not found");
        (await new Submitter(functions.Http, "nowhere", Callers.Alice).GetAsync()).IsProblem(
            HttpStatusCode.Forbidden,
            "User \"alice\" cannot list"
        );
    }

    [Fact]
    public async Task The_list_of_a_namespace_without_Tasks_is_empty()
    {
        await functions.Api.CreateNamespaceAsync("without-tasks");

        Answer list = await new Submitter(functions.Http, "without-tasks", Callers.Overseer).GetAsync();

        Assert.Equal(HttpStatusCode.OK, list.Status);
        Assert.Empty(list.Body["items"]!.AsArray());
    }

    [Fact]
    public async Task A_Task_name_that_is_taken_is_409()
    {
        Submitter caller = await InAsync("taken");
        await caller.PostAsync("""{"description": "a", "name": "t"}""");

        (await caller.PostAsync("""{"description": "a", "name": "t"}""")).IsProblem(HttpStatusCode.Conflict, "\"t\" already exists");
    }

    [Theory]
    [InlineData("UPPER", "/x", "namespace: must be lower-case letters, digits and '-'", "such as team-a")]
    [InlineData("a%0Ab", "/x", "namespace:", "such as team-a")]
    [InlineData("default", "/..%2f..%2fpods", "name: must be lower-case letters, digits, '-' and '.'", "such as update-service-b")]
    [InlineData("default", "/x%0ainjected", "name:", "such as update-service-b")]
    public async Task A_name_that_no_object_can_have_is_400_with_an_example(string ns, string rest, string message, string example) =>
        (await new Submitter(functions.Http, ns, Callers.Submitter).GetAsync(rest)).IsProblem(HttpStatusCode.BadRequest, message, example);

    // hazards.md, row 31
    [Fact]
    public async Task Hazard_31_no_callers_token_appears_in_a_log_or_an_answer()
    {
        await functions.Api.CreateNamespaceAsync("canary");
        await functions.Api.CreateNamespaceAsync("robots");
        string robot = await functions.TokenAsync("robots", "first");
        var answers = new List<Answer>();
        foreach (
            string token in (string[])
                [Callers.Submitter, Callers.Alice, "canary-of-nobody", robot, functions.ScalerToken, "canary with spaces"]
        )
        {
            using var client = new HttpClient { BaseAddress = functions.Http.BaseAddress };
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);
            var caller = new Submitter(client, "canary", null);
            answers.Add(await caller.PostAsync("""{"description": "a"}"""));
            answers.Add(await caller.PostAsync("{description", Submitter.Yaml));
            answers.Add(await caller.GetAsync("/none?wait=1s"));
            answers.Add(await caller.GetAsync("/none/logs?follow=true"));
        }

        Assert.Contains(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers, a => Assert.DoesNotContain("canary-", a.Text + a.Headers, StringComparison.Ordinal));
        Assert.All(functions.Log, line => Assert.DoesNotContain("canary-", line, StringComparison.Ordinal));
        string[] parts = [.. robot.Split('.'), .. functions.ScalerToken.Split('.')];
        Assert.All(functions.Log, line => Assert.DoesNotContain(parts, p => line.Contains(p, StringComparison.Ordinal)));
    }

    private async Task<Submitter> InAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        return new Submitter(functions.Http, ns, Callers.Submitter);
    }
}
