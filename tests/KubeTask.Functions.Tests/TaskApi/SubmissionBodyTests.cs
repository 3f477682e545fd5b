using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KubeTask.Local.Cluster;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>Every body that can't be accepted is refused with a problem document that says where it is wrong and what to write.</summary>
public sealed class SubmissionBodyTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_of_1_MiB_and_one_byte_is_413() =>
        (await (await InAsync("large")).PostAsync("""{"description": "a"}""".PadRight((1024 * 1024) + 1))).IsProblem(
            HttpStatusCode.RequestEntityTooLarge,
            "the body is over 1 MiB"
        );

    [Fact]
    public async Task An_endless_body_in_chunks_is_413_before_it_ends()
    {
        Assert.SkipWhen(FunctionsProcess.Runtime != FunctionsProgram.Standalone, "the host in front reads the body");
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
            // The server closed the connection: it answered before.
        }

        Assert.StartsWith("HTTP/1.1 413 ", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_408()
    {
        Assert.SkipWhen(FunctionsProcess.Runtime != FunctionsProgram.Standalone, "the host in front reads the body");
        using Connection connection = await ConnectAsync("Content-Type: application/json\r\nContent-Length: 1000");
        await connection.Stream.WriteAsync("{"u8.ToArray(), Cancellation);

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    public async Task A_body_with_another_media_type_is_415(string mediaType) =>
        (await (await InAsync("media")).PostAsync("a", mediaType)).IsProblem(
            HttpStatusCode.UnsupportedMediaType,
            "write application/json or application/yaml"
        );

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("# nothing", "the body is empty")]
    [InlineData("description: a\n  x: [", "at line 2, column 4: it is not YAML")]
    [InlineData("description: 'a", "it is not YAML")]
    [InlineData("description: \"\\ud800\"", "it is not YAML")]
    [InlineData("- a", "the body must be an object")]
    [InlineData("description: a\n---\ndescription: b", "at line 2, column 1: a second document begins")]
    [InlineData("description: a\ndescription: b", "at line 2, column 1: a name occurs twice")]
    [InlineData("description: !!binary aGk=", "at line 1, column 14: tags (!name) are not accepted")]
    [InlineData("description: !!python/object:os.system x", "tags (!name) are not accepted")]
    [InlineData("? [a]\n: b", "a name must be a plain string")]
    [InlineData("a: &a [x, x]\nb: *a", "at line 1, column 4: anchors (&name) are not accepted")]
    [InlineData("description: *a", "at line 1, column 14: aliases (*name) are not accepted")]
    public async Task Invalid_YAML_is_400_with_line_and_column(string body, string message) =>
        (await (await InAsync("bad-yaml")).PostAsync(body, Submitter.Yaml)).IsProblem(HttpStatusCode.BadRequest, message);

    [Theory]
    [InlineData("{\"description\": ", "at line 1, column 17: it is not JSON")]
    [InlineData("{\n\"description\": a}", "at line 2, column 16: it is not JSON")]
    [InlineData("{\"description\": \"a\", \"description\": \"b\"}", "a name occurs twice")]
    [InlineData("{\"description\": \"\\ud800\"}", "half of a character")]
    [InlineData("[1]", "the body must be an object")]
    public async Task Invalid_JSON_is_400_with_line_and_column(string body, string message) =>
        (await (await InAsync("bad-json")).PostAsync(body)).IsProblem(HttpStatusCode.BadRequest, message);

    [Fact]
    public async Task A_body_that_expands_or_is_nested_too_deep_is_400()
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
        "there is no such field; the fields are description, agentRef, contexts, name, generateName, labels"
    )]
    [InlineData("{description: 1}", "description", "must be a string, but it is the number 1")]
    [InlineData("{description: a, contexts: {}}", "contexts", "must be a list, but it is an object")]
    [InlineData("{description: a, contexts: [{mountPath: /x}]}", "contexts[0].name", "is missing")]
    [InlineData("{description: a, labels: {a: true}}", "labels[a]", "must be a string, but it is true")]
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
    public async Task A_wrong_field_is_422_with_its_path_and_the_reason(string body, string field, string why)
    {
        Answer answer = (await (await InAsync("fields")).PostAsync(body, Submitter.Yaml)).IsProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Contains(answer.Body["errors"]!.AsArray(), e =>
            (string)e!["field"]! == field && ((string)e["message"]!).Contains(why, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{name: t}")]
    [InlineData("{agentRef: default}")]
    [InlineData("{labels: {team: a}}")]
    [InlineData("{description: ''}")]
    [InlineData("{description: '  ', contexts: []}")]
    [InlineData("{description: null, contexts: null}")]
    public async Task A_short_form_without_work_is_422_and_says_what_is_missing(string body)
    {
        Submitter caller = await InAsync("no-work");

        Answer answer = (await caller.PostAsync(body, Submitter.Yaml)).IsProblem(
            HttpStatusCode.UnprocessableEntity,
            "description: is missing, and so are contexts",
            "such as \"description\": \"Update the dependencies\""
        );

        Assert.Equal("description", (string)Assert.Single(answer.Body["errors"]!.AsArray())!["field"]!);
        Assert.Empty(await functions.Api.ListAsync("Task", "no-work"));
    }

    [Theory]
    [InlineData("{contexts: [{name: note}]}")]
    [InlineData("{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: whole}, spec: {}}")]
    public async Task A_Task_whose_Contexts_say_what_to_do_needs_no_description(string body) =>
        Assert.Equal(HttpStatusCode.Created, (await (await InAsync("contexts-only")).PostAsync(body, Submitter.Yaml)).Status);

    [Theory]
    [InlineData("{description: a, name: A_B}", "metadata.name", "such as update-service-b")]
    [InlineData("{description: a, generateName: A_}", "metadata.name", "such as update-service-b")]
    [InlineData("{description: a, labels: {'a b': x}}", "metadata.labels", "such as team or my.name")]
    [InlineData("{description: a, labels: {a/b/c: x}}", "metadata.labels", "such as team or my.name")]
    [InlineData("{description: a, labels: {A_B/c: x}}", "metadata.labels", "such as example.com")]
    [InlineData("{description: a, labels: {team: 'a b'}}", "metadata.labels", "such as team-a")]
    public async Task A_name_or_label_that_is_not_allowed_is_422_with_an_example_and_no_regular_expression(
        string body,
        string field,
        string example
    )
    {
        Answer answer = (await (await InAsync("examples")).PostAsync(body, Submitter.Yaml)).IsProblem(
            HttpStatusCode.UnprocessableEntity,
            example
        );

        Assert.Contains(answer.Body["errors"]!.AsArray(), e =>
            (string)e!["field"]! == field && ((string)e["message"]!).Contains(example, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("regex", answer.Text, StringComparison.Ordinal);
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
                "POST /api/v1/namespaces/default/tasks HTTP/1.1\r\nHost: x\r\n"
                    + $"Authorization: Bearer {Callers.Submitter}\r\n{headers}\r\n\r\n"
            ),
            Cancellation
        );
        return connection;
    }

    private sealed class Connection(TcpClient client) : IDisposable
    {
        public NetworkStream Stream { get; } = client.GetStream();

        /// <summary>Everything that the server sends until it closes the connection.</summary>
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
                // The connection was reset instead of closed: what arrived counts.
            }

            return text.ToString();
        }

        public void Dispose() => client.Dispose();
    }
}
