using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>A file that kubectl accepts is accepted over HTTP, whatever wrote it.</summary>
public sealed class KubectlFileTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private const string Yaml =
        "apiVersion: kubetask.io/v1alpha1\nkind: Task\nmetadata: {name: t}\nspec:\n  description: |\n    über\n    uns\n";
    private const string Json =
        "{\n\t\"apiVersion\": \"kubetask.io/v1alpha1\",\n\t\"kind\":\t\"Task\",\n\t\"metadata\": {\"name\": \"t\"},\n"
        + "\t\"spec\": {\"description\": \"über\\nuns\\n\"}\n}\n";
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static TheoryData<string, string> Files =>
        new()
        {
            { "empty-last", Yaml + "---\n" },
            { "empty-last-without-line-end", Yaml + "---" },
            { "several-empty-last", Yaml + "---\n---\n\n---\n# none\n" },
            { "empty-first", "---\n---\n" + Yaml },
            { "start-mark", "---\n" + Yaml },
            { "start-mark-with-comment", "--- # the Task\n" + Yaml },
            { "comments", "# before\n---\n# above\n" + Yaml + "# below\n---\n# after\n" },
            { "null-documents", "null\n---\n" + Yaml + "---\n~\n" },
            { "end-mark", Yaml + "...\n" },
            { "end-mark-and-empty-last", Yaml + "...\n---\n" },
            { "directive", "%YAML 1.2\n---\n" + Yaml },
            { "old-directive", "%YAML 1.1\n---\n" + Yaml },
            { "carriage-returns", ("---\n" + Yaml + "---\n").Replace("\n", "\r\n", StringComparison.Ordinal) },
            { "blank-lines", "\n\n   \n" + Yaml + "\n\n" },
            { "mark-in-the-middle", "---\n\uFEFF" + Yaml },
            { "json-with-tabs", Json },
            { "json-after-start-mark", "---\n" + Json },
            { "json-after-comment", "# a Task\n" + Json },
            { "json-and-empty-last", Json.Replace("\t", "  ", StringComparison.Ordinal) + "---\n" },
            { "json-with-tabs-and-empty-last", Json + "---\n" },
        };

    // hazards.md, row 51
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Hazard_51_a_file_with_one_Task_is_accepted_whatever_is_around_it(string ns, string file) =>
        await AssertAcceptedAsync(ns, s_utf8.GetBytes(file), Submitter.Yaml);

    // hazards.md, row 51
    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public async Task Hazard_51_a_file_with_a_byte_order_mark_is_accepted(string name, bool json)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes(json ? Json : Yaml)];

        string ns = $"mark-{name.ToLowerInvariant()}-{(json ? "json" : "yaml")}";

        await AssertAcceptedAsync(ns, file, json ? Submitter.Json : Submitter.Yaml);
        // As for kubectl, JSON is YAML too.
        await AssertAcceptedAsync(ns + "-as-yaml", file, Submitter.Yaml);
    }

    [Theory]
    [InlineData(Yaml + "---\n" + Yaml, Submitter.Yaml, "at line 8, column 1: a second document begins; send one Task at a time")]
    [InlineData("---\n---\n" + Yaml + "---\n---\n" + Yaml, Submitter.Yaml, "at line 11, column 1: a second document begins")]
    [InlineData(Yaml + "...\n---\nkind: Agent\n", Submitter.Yaml, "a second document begins")]
    [InlineData(Json + Json, Submitter.Json, "at line 7, column 1: something follows the object; send one Task at a time")]
    [InlineData("---\n# nothing\n---\n", Submitter.Yaml, "the body is empty; send a Task")]
    public async Task Several_documents_and_none_are_refused(string file, string mediaType, string message) =>
        (await (await InAsync("documents")).PostAsync(file, mediaType)).IsProblem(HttpStatusCode.BadRequest, message);

    [Theory]
    [InlineData("utf-16", Submitter.Json, "byte 2 is zero, as in UTF-16 without a byte order mark; send UTF-8")]
    [InlineData("utf-16", Submitter.Yaml, "byte 2 is zero, as in UTF-16 without a byte order mark; send UTF-8")]
    [InlineData("iso-8859-1", Submitter.Yaml, "the body is not UTF-8: byte 92 is wrong; send UTF-8")]
    public async Task A_file_in_another_encoding_is_refused(string encoding, string mediaType, string message) =>
        (await SendAsync(await InAsync("encodings"), Encoding.GetEncoding(encoding).GetBytes(Yaml), mediaType)).IsProblem(
            HttpStatusCode.BadRequest,
            message
        );

    private async Task AssertAcceptedAsync(string ns, byte[] file, string mediaType)
    {
        Answer answer = await SendAsync(await InAsync(ns), file, mediaType);

        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        Assert.Equal("t", answer.Name);
        Assert.Equal("über\nuns\n", (string)answer.Body["spec"]!["description"]!);
    }

    private static Task<Answer> SendAsync(Submitter caller, byte[] file, string mediaType)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return caller.SendAsync(HttpMethod.Post, "", content, null);
    }

    private async Task<Submitter> InAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        return new Submitter(functions.Http, ns, Callers.Submitter);
    }
}
