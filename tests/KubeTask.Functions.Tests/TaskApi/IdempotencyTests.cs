using System.Net;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>The same idempotency key and body get the first Task.</summary>
public sealed class IdempotencyTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    [Theory]
    [InlineData("unnamed", """{"description": "a"}""")]
    [InlineData("named", """{"description": "a", "name": "mine"}""")]
    [InlineData("prefixed", """{"description": "a", "generateName": "nightly-"}""")]
    public async Task The_same_key_and_body_get_the_first_Task(string ns, string body)
    {
        Submitter caller = await InAsync(ns);

        Answer first = await caller.PostAsync(body, key: "5f0e");
        Answer repeat = await caller.PostAsync(body, key: "5f0e");
        // The same Task, written differently.
        Answer yaml = await caller.PostAsync(
            string.Join('\n', JsonNode.Parse(body)!.AsObject().Reverse().Select(p => $"{p.Key}: {p.Value}")),
            Submitter.Yaml,
            key: "5f0e"
        );

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created],
            new[] { first, repeat, yaml }.Select(a => a.Status)
        );
        Assert.Equal((string)first.Body["metadata"]!["uid"]!, (string)repeat.Body["metadata"]!["uid"]!);
        Assert.Equal((string)first.Body["metadata"]!["uid"]!, (string)yaml.Body["metadata"]!["uid"]!);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(["true"], repeat.Headers.GetValues("Idempotency-Replayed"));
        Assert.Single(await functions.Api.ListAsync("Task", ns));
    }

    // hazards.md, row 30
    [Theory]
    [InlineData("other-text", """{"description": "b"}""")]
    [InlineData("other-name", """{"description": "a", "name": "other"}""")]
    [InlineData("other-prefix", """{"description": "a", "generateName": "other-"}""")]
    public async Task Hazard_30_the_same_key_with_another_body_is_409(string ns, string other)
    {
        Submitter caller = await InAsync(ns);
        Answer first = await caller.PostAsync("""{"description": "a"}""", key: "5f0e");

        (await caller.PostAsync(other, key: "5f0e")).IsProblem(
            HttpStatusCode.Conflict,
            $"Idempotency-Key: was used before with another body, for Task {first.Name}"
        );

        Assert.Single(await functions.Api.ListAsync("Task", ns));
    }

    [Fact]
    public async Task Twenty_submissions_with_one_key_at_once_create_one_Task()
    {
        Submitter caller = await InAsync("at-once");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => caller.PostAsync("""{"description": "a"}""", key: "k")));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Single(answers.Select(a => a.Name).Distinct());
        Assert.Single(await functions.Api.ListAsync("Task", "at-once"));
    }

    [Fact]
    public async Task A_key_belongs_to_a_namespace_and_to_the_subject_of_the_token()
    {
        await functions.Api.CreateNamespaceAsync("robots");
        Submitter first = await RobotAsync("first"),
            second = await RobotAsync("second"),
            elsewhere = await InAsync("robots-elsewhere");

        string[] names =
        [
            (await first.PostAsync("""{"description": "a"}""", key: "k")).Name,
            (await second.PostAsync("""{"description": "a"}""", key: "k")).Name,
        ];
        Answer other = await elsewhere.PostAsync("""{"description": "b"}""", key: "k");
        // A new token of the same ServiceAccount has the same subject.
        Answer repeat = await (await RobotAsync("first")).PostAsync("""{"description": "a"}""", key: "k");

        Assert.Equal(2, names.Distinct().Count());
        Assert.Equal(HttpStatusCode.Created, other.Status);
        Assert.Equal(names[0], repeat.Name);
    }

    [Fact]
    public async Task A_caller_who_may_not_list_Tasks_still_gets_the_first_Task_by_its_name()
    {
        await functions.Api.CreateNamespaceAsync("plain");
        var caller = new Submitter(functions.Http, "plain", Callers.Plain);

        Answer first = await caller.PostAsync("""{"description": "a"}""", key: "k");
        Answer repeat = await caller.PostAsync("""{"description": "a"}""", key: "k");

        Assert.Equal((HttpStatusCode.Created, first.Name), (repeat.Status, repeat.Name));
        (await caller.PostAsync("""{"description": "b"}""", key: "k")).IsProblem(
            HttpStatusCode.Conflict,
            "Idempotency-Key: was used before"
        );
    }

    [Theory]
    [InlineData("with space")]
    [InlineData(
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
            + "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
            + "01234567890123456789012345678901234567890123456789012345"
    )]
    public async Task An_invalid_key_is_400(string key) =>
        (await (await InAsync("bad-key")).PostAsync("""{"description": "a"}""", key: key)).IsProblem(
            HttpStatusCode.BadRequest,
            "Idempotency-Key: must be one value of 1 to 255 visible ASCII characters, such as a UUID: 2f1c9a0e-"
        );

    private async Task<Submitter> RobotAsync(string account) =>
        new(functions.Http, "robots", await functions.TokenAsync("robots", account));

    private async Task<Submitter> InAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        return new Submitter(functions.Http, ns, Callers.Submitter);
    }
}
