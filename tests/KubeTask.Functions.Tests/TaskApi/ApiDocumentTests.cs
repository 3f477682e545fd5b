using System.Net;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>The OpenAPI document, and the page that shows it.</summary>
public sealed class ApiDocumentTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_OpenAPI_document_has_every_route_with_its_refusals_and_the_bearer_token()
    {
        JsonNode document = JsonNode.Parse(
            await functions.Http.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative), Cancellation)
        )!;

        Assert.StartsWith("3.1.", (string)document["openapi"]!, StringComparison.Ordinal);
        Assert.Equal(
            [
                "get /api/v1/agents",
                "get /api/v1/contexts",
                "get /api/v1/crontasks",
                "get /api/v1/events",
                "get /api/v1/namespaces",
                "get /api/v1/namespaces/{ns}/agents",
                "get /api/v1/namespaces/{ns}/agents/{name}",
                "get /api/v1/namespaces/{ns}/contexts",
                "get /api/v1/namespaces/{ns}/contexts/{name}",
                "get /api/v1/namespaces/{ns}/crontasks",
                "get /api/v1/namespaces/{ns}/crontasks/{name}",
                "get /api/v1/namespaces/{ns}/crontasks/{name}/times",
                "get /api/v1/namespaces/{ns}/events",
                "get /api/v1/namespaces/{ns}/tasks",
                "get /api/v1/namespaces/{ns}/tasks/{name}",
                "get /api/v1/namespaces/{ns}/tasks/{name}/instruction",
                "get /api/v1/namespaces/{ns}/tasks/{name}/logs",
                "get /api/v1/system",
                "get /api/v1/tasks",
                "post /api/v1/namespaces/{ns}/accessreviews",
                "post /api/v1/namespaces/{ns}/crontasks/{name}/resume",
                "post /api/v1/namespaces/{ns}/crontasks/{name}/suspend",
                "post /api/v1/namespaces/{ns}/crontasks/{name}/trigger",
                "post /api/v1/namespaces/{ns}/tasks",
                "post /api/v1/namespaces/{ns}/tasks/{name}/retry",
                "post /api/v1/namespaces/{ns}/tasks/{name}/stop",
            ],
            document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key} {p.Key}")).Order(StringComparer.Ordinal)
        );
        JsonNode submit = document["paths"]!["/api/v1/namespaces/{ns}/tasks"]!["post"]!;
        Assert.Equal(
            ["201", "200", "400", "401", "403", "404", "408", "409", "413", "415", "422", "429", "503"],
            submit["responses"]!.AsObject().Select(r => r.Key)
        );
        Assert.Equal(["application/json", "application/yaml"], submit["requestBody"]!["content"]!.AsObject().Select(c => c.Key));
        Assert.All(["tasks", "crontasks", "agents", "contexts", "events"], kind =>
            Assert.Equal(
                ["application/json", "text/event-stream"],
                document["paths"]![$"/api/v1/namespaces/{{ns}}/{kind}"]!["get"]!["responses"]!["200"]!["content"]!
                    .AsObject()
                    .Select(c => c.Key)
            )
        );
        Assert.Equal("bearer", (string)document["components"]!["securitySchemes"]!["bearer"]!["scheme"]!);
        Assert.Contains(
            "task.md in the agent's workspace starts with it",
            (string)document["components"]!["schemas"]!["TaskSpec"]!["properties"]!["description"]!["description"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_page_of_the_API_and_its_scripts_are_served_here_and_the_browser_may_fetch_nothing_else()
    {
        using HttpResponseMessage page = await functions.Http.GetAsync(new Uri("docs/", UriKind.Relative), Cancellation);

        string html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("//", html.Replace("<!doctype", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.StartsWith(
            "default-src 'self';",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        using HttpResponseMessage script = await functions.Http.GetAsync(new Uri("docs/scalar.js", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }
}
