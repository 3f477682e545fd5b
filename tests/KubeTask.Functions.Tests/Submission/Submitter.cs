using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests.Submission;

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string MediaType, HttpResponseHeaders Headers, string Text)
{
    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The name of the Task that was answered with.</summary>
    public string Name => (string)Body["metadata"]!["name"]!;

    /// <summary>That this is a problem document of a status, whose detail has all these words.</summary>
    public Answer IsProblem(HttpStatusCode status, params string[] words)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal((int)status, (int)Body["status"]!);
        Assert.False(string.IsNullOrWhiteSpace((string?)Body["title"]));
        Assert.All(words, w => Assert.Contains(w, (string)Body["detail"]!, StringComparison.Ordinal));
        // No stack, no name of a type of ours.
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>Somebody who submits Tasks over HTTP, with a token.</summary>
internal sealed class Submitter(HttpClient http, string ns, string? token)
{
    public const string Json = "application/json",
        Yaml = "application/yaml";

    public Task<Answer> PostAsync(string body, string mediaType = Json, string query = "", string? key = null) =>
        SendAsync(HttpMethod.Post, query, new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(mediaType)), key);

    public Task<Answer> GetAsync(string rest = "") => SendAsync(HttpMethod.Get, rest, null, null);

    public async Task<Answer> SendAsync(HttpMethod method, string rest, HttpContent? body, string? key)
    {
        using var request = new HttpRequestMessage(method, new Uri($"api/v1/namespaces/{ns}/tasks{rest}", UriKind.Relative))
        {
            Content = body,
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            response.Headers,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }
}
