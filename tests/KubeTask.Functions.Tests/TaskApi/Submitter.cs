using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>An answer, read completely.</summary>
internal sealed record Answer(HttpStatusCode Status, string MediaType, HttpResponseHeaders Headers, string Text)
{
    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The name of the Task in the answer.</summary>
    public string Name => (string)Body["metadata"]!["name"]!;

    /// <summary>Asserts that this is a problem document with a status, whose detail contains all these texts.</summary>
    public Answer IsProblem(HttpStatusCode status, params string[] texts)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal((int)status, (int)Body["status"]!);
        Assert.False(string.IsNullOrWhiteSpace((string?)Body["title"]));
        Assert.All(texts, t => Assert.Contains(t, (string)Body["detail"]!, StringComparison.Ordinal));
        // No stack trace, and no name of a C# exception.
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>A caller who submits Tasks over HTTP, with or without a token.</summary>
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
