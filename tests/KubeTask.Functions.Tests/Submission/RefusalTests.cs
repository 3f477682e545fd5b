using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubeTask.Functions.Tests.Submission;

/// <summary>Every answer that says no, over a socket: a problem document that says what to do, and never more.</summary>
public sealed class RefusalTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // hazards.md, row 30
    [Theory]
    [InlineData(null, "Authorization: is missing or no bearer token")]
    [InlineData("canary-token-of-nobody", "the API server doesn't accept the token")]
    public async Task Hazard_30_no_token_and_a_wrong_one_are_401(string? token, string words)
    {
        Answer answer = await new Submitter(functions.Http, "default", token).PostAsync("""{"description": "a"}""");

        answer.IsProblem(HttpStatusCode.Unauthorized, words);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    // hazards.md, row 30
    [Fact]
    public async Task Hazard_30_an_expired_token_is_401()
    {
        await functions.Api.CreateNamespaceAsync("robots");
        string expired = await functions.ExpiredTokenAsync("robots", "first");

        (await new Submitter(functions.Http, "default", expired).GetAsync()).IsProblem(HttpStatusCode.Unauthorized, "expired");
    }

    // hazards.md, row 30
    [Fact]
    public async Task Hazard_30_a_token_for_another_audience_is_401() =>
        (await new Submitter(functions.Http, "default", functions.ScalerToken).GetAsync()).IsProblem(
            HttpStatusCode.Unauthorized,
            "meant for another audience"
        );

    // hazards.md, row 30
    [Fact]
    public async Task Hazard_30_in_a_namespace_that_is_not_the_callers_all_is_403_and_nothing_is_done_with_our_own_rights()
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
    public async Task What_is_not_there_is_404()
    {
        Submitter caller = await InAsync("there");
        (await caller.GetAsync("/nobody")).IsProblem(HttpStatusCode.NotFound, "\"nobody\" not found");
        (await caller.SendAsync(HttpMethod.Post, "/nobody/stop", null, null)).IsProblem(HttpStatusCode.NotFound, "\"nobody\" not found");
        (await new Submitter(functions.Http, "nowhere", Callers.Submitter).PostAsync("""{"description": "a"}""")).IsProblem(
            HttpStatusCode.NotFound,
            "\"nowhere\" not found"
        );
    }

    [Fact]
    public async Task A_name_that_is_taken_is_409()
    {
        Submitter caller = await InAsync("taken");
        await caller.PostAsync("""{"description": "a", "name": "t"}""");

        (await caller.PostAsync("""{"description": "a", "name": "t"}""")).IsProblem(HttpStatusCode.Conflict, "\"t\" already exists");
    }

    [Fact]
    public async Task A_body_of_1_MiB_and_one_byte_is_413() =>
        (await (await InAsync("large")).PostAsync("""{"description": "a"}""".PadRight((1024 * 1024) + 1))).IsProblem(
            HttpStatusCode.RequestEntityTooLarge,
            "the body is over 1 MiB"
        );

    [Fact]
    public async Task An_endless_body_in_chunks_is_413_before_it_ends()
    {
        using Connection connection = await ConnectAsync("Content-Type: application/yaml\r\nTransfer-Encoding: chunked");
        byte[] chunk = Encoding.ASCII.GetBytes($"{16 * 1024:x}\r\n{new string('#', 16 * 1024)}\r\n");
        Task<string> answer = connection.ReadAsync();
        try
        {
            while (!answer.IsCompleted)
                await connection.Stream.WriteAsync(chunk, Cancellation);
        }
        catch (IOException)
        {
            // It hung up: the answer came before.
        }

        Assert.StartsWith("HTTP/1.1 413 ", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_408()
    {
        using Connection connection = await ConnectAsync("Content-Type: application/json\r\nContent-Length: 1000");
        await connection.Stream.WriteAsync("{"u8.ToArray(), Cancellation);

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_media_type_is_415(string mediaType) =>
        (await (await InAsync("media")).PostAsync("a", mediaType)).IsProblem(
            HttpStatusCode.UnsupportedMediaType,
            "write application/json or application/yaml"
        );

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("# nothing", "the body is empty")]
    [InlineData("description: a\n  x: [", "at line 2, column 4: it is no YAML")]
    [InlineData("description: 'a", "it is no YAML")]
    [InlineData("description: \"\\ud800\"", "it is no YAML")]
    [InlineData("- a", "the body must be an object")]
    [InlineData("description: a\n---\ndescription: b", "at line 2, column 1: a second document begins")]
    [InlineData("description: a\ndescription: b", "at line 2, column 1: a name occurs twice")]
    [InlineData("description: !!binary aGk=", "at line 1, column 14: tags (!name) are not accepted")]
    [InlineData("description: !!python/object:os.system x", "tags (!name) are not accepted")]
    [InlineData("? [a]\n: b", "a name must be a plain text")]
    [InlineData("a: &a [x, x]\nb: *a", "at line 1, column 4: anchors (&name) are not accepted")]
    [InlineData("description: *a", "at line 1, column 14: aliases (*name) are not accepted")]
    public async Task Bad_YAML_is_400_with_its_place(string body, string words) =>
        (await (await InAsync("bad-yaml")).PostAsync(body, Submitter.Yaml)).IsProblem(HttpStatusCode.BadRequest, words);

    [Theory]
    [InlineData("{\"description\": ", "at line 1, column 17: it is no JSON")]
    [InlineData("{\n\"description\": a}", "at line 2, column 16: it is no JSON")]
    [InlineData("{\"description\": \"a\", \"description\": \"b\"}", "a name occurs twice")]
    [InlineData("{\"description\": \"\\ud800\"}", "half of a character")]
    [InlineData("[1]", "the body must be an object")]
    public async Task Bad_JSON_is_400_with_its_place(string body, string words) =>
        (await (await InAsync("bad-json")).PostAsync(body)).IsProblem(HttpStatusCode.BadRequest, words);

    [Fact]
    public async Task Bombs_are_400_and_cost_nothing()
    {
        Submitter caller = await InAsync("bombs");
        var laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 30; i++)
            laughs.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");

        (await caller.PostAsync(laughs.ToString(), Submitter.Yaml)).IsProblem(
            HttpStatusCode.BadRequest,
            "anchors (&name) are not accepted"
        );
        (await caller.PostAsync(new string('[', 500_000), Submitter.Yaml)).IsProblem(HttpStatusCode.BadRequest, "nested more than 32 deep");
        (
            await caller.PostAsync(string.Concat(Enumerable.Range(0, 400).Select(i => new string(' ', i) + "a:\n")), Submitter.Yaml)
        ).IsProblem(HttpStatusCode.BadRequest, "nested more than 32 deep");
        (await caller.PostAsync("a: [" + string.Concat(Enumerable.Repeat("1,", 100_000)) + "]", Submitter.Yaml)).IsProblem(
            HttpStatusCode.BadRequest,
            "more than 50000 values"
        );
        (await caller.PostAsync(new string('[', 500_000))).IsProblem(HttpStatusCode.BadRequest, "nested more than 32 deep");
        (await caller.PostAsync("{\"a\": [" + string.Concat(Enumerable.Repeat("1,", 100_000)) + "1]}")).IsProblem(
            HttpStatusCode.BadRequest,
            "more than 50000 values"
        );
    }

    [Theory]
    [InlineData(
        "{descripton: a}",
        "descripton",
        "there is no such field; there are description, agentRef, contexts, name, generateName, labels"
    )]
    [InlineData("{description: 1}", "description", "must be a text, but it is the number 1")]
    [InlineData("{description: a, contexts: {}}", "contexts", "must be a list, but it is an object")]
    [InlineData("{description: a, contexts: [{mountPath: /x}]}", "contexts[0].name", "is missing")]
    [InlineData("{description: a, labels: {a: true}}", "labels[a]", "must be a text, but it is true")]
    [InlineData("{apiVersion: v1, kind: Task, spec: {}}", "apiVersion", "must be kubetask.io/v1alpha1")]
    [InlineData(
        "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {namespace: other, name: a}, spec: {}}",
        "metadata.namespace",
        "must be fields, as in the URL, or be left out"
    )]
    [InlineData("{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: a}}", "spec", "is missing")]
    [InlineData(
        "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: a}, spec: {ttlSecondsAfterFinished: 1.5}}",
        "spec.ttlSecondsAfterFinished",
        "must be a whole number, but it is the number 1.5"
    )]
    [InlineData(
        "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: a}, spec: {ttlSecondsAfterFinished: -1}}",
        "spec.ttlSecondsAfterFinished",
        "greater than or equal to 0"
    )]
    [InlineData("{description: a, name: A_B}", "metadata.name", "RFC 1123")]
    public async Task A_field_that_is_wrong_is_422_by_its_path_and_why(string body, string field, string why)
    {
        Answer answer = (await (await InAsync("fields")).PostAsync(body, Submitter.Yaml)).IsProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Contains(answer.Body["errors"]!.AsArray(), e =>
            (string)e!["field"]! == field && ((string)e["message"]!).Contains(why, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("UPPER", "/x", "namespace:")]
    [InlineData("a%0Ab", "/x", "namespace:")]
    [InlineData("default", "/..%2f..%2fpods", "name:")]
    [InlineData("default", "/x%0ainjected", "name:")]
    public async Task A_name_that_no_object_can_have_is_400(string ns, string rest, string words) =>
        (await new Submitter(functions.Http, ns, Callers.Submitter).GetAsync(rest)).IsProblem(HttpStatusCode.BadRequest, words);

    // hazards.md, row 31
    [Fact]
    public async Task Hazard_31_no_token_appears_in_a_log_or_an_answer()
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

    /// <summary>A connection on which a submission has begun.</summary>
    private async Task<Connection> ConnectAsync(string headers)
    {
        var client = new TcpClient();
        await client.ConnectAsync(functions.Http.BaseAddress!.Host, functions.Http.BaseAddress.Port, Cancellation);
        var connection = new Connection(client);
        await connection.Stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/v1/namespaces/default/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Callers.Submitter}\r\n{headers}\r\n\r\n"
            ),
            Cancellation
        );
        return connection;
    }

    private sealed class Connection(TcpClient client) : IDisposable
    {
        public NetworkStream Stream { get; } = client.GetStream();

        /// <summary>All that is answered until the server hangs up.</summary>
        public async Task<string> ReadAsync()
        {
            var text = new StringBuilder();
            byte[] buffer = new byte[4096];
            try
            {
                while (await Stream.ReadAsync(buffer, Cancellation) is > 0 and var count)
                    text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
            catch (IOException)
            {
                // Reset instead of closed: what was answered counts.
            }

            return text.ToString();
        }

        public void Dispose() => client.Dispose();
    }
}
