using System.Net;
using System.Text.Json.Nodes;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>A query parameter that isn't understood is refused; nothing is ignored silently.</summary>
public sealed class QueryParameterTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // hazards.md, row 52
    [Theory]
    [InlineData("GET", "?labelselector=a%3Db", "labelselector: there is no such query parameter here; did you mean labelSelector?")]
    [InlineData(
        "GET",
        "?fieldselector=metadata.name%3Dt",
        "fieldselector: there is no such query parameter here; did you mean fieldSelector?"
    )]
    [InlineData("GET", "?wach=true", "wach: there is no such query parameter here; did you mean watch?")]
    [InlineData("GET", "/t?follow=true", "follow: there is no such query parameter here. The parameters are: wait")]
    [InlineData("GET", "/t/logs?folow=true", "did you mean follow? The parameters are: follow, tailLines, attempt")]
    [InlineData("GET", "/t/logs?Follow=true", "Follow: there is no such query parameter here; did you mean follow?")]
    [InlineData("GET", "/t/logs?tail=5", "tail: there is no such query parameter here; did you mean tailLines?")]
    [InlineData("GET", "/t/logs?follow=true&x", "x: there is no such query parameter here")]
    [InlineData(
        "POST",
        "?dryrun=All",
        "dryrun: there is no such query parameter here; did you mean dryRun? The parameters are: wait, dryRun"
    )]
    [InlineData("POST", "?wiat=60s", "wiat: there is no such query parameter here; did you mean wait?")]
    [InlineData("POST", "/t/stop?timeout=60s", "timeout: there is no such query parameter here")]
    [InlineData("GET", "?%0Aline=1", "there is no such query parameter here")]
    public async Task Hazard_52_an_unknown_query_parameter_is_400_and_names_those_that_exist(string method, string rest, string message)
    {
        Submitter caller = await InAsync("unknown-parameter");

        Answer answer = await caller.SendAsync(new HttpMethod(method), rest, null, null);

        answer.IsProblem(HttpStatusCode.BadRequest, message, "The parameters are: ");
        Assert.DoesNotContain('\n', (string)answer.Body["detail"]!);
        Assert.Empty(await functions.Api.ListAsync("Task", "unknown-parameter"));
    }

    [Fact]
    public async Task Each_call_accepts_exactly_the_query_parameters_of_the_OpenAPI_document()
    {
        await functions.Api.CreateNamespaceAsync("documented");
        JsonNode document = JsonNode.Parse(
            await functions.Http.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative), Cancellation)
        )!;
        foreach ((string path, JsonNode? operations) in document["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? operation) in operations!.AsObject())
            {
                string[] parameters =
                [
                    .. (operation!["parameters"]?.AsArray() ?? [])
                        .Where(p => (string)p!["in"]! == "query")
                        .Select(p => (string)p!["name"]!),
                ];
                string filled = path.Replace("{ns}", "documented", StringComparison.Ordinal)
                    .Replace("{name}", "t", StringComparison.Ordinal);
                Answer answer = await new ApiCaller(functions.Http, Callers.Submitter).SendAsync(
                    new HttpMethod(method.ToUpperInvariant()),
                    filled + "?unknown=1"
                );

                answer.IsProblem(
                    HttpStatusCode.BadRequest,
                    parameters.Length == 0 ? "This call has none; leave it out" : $"The parameters are: {string.Join(", ", parameters)}"
                );
            }
        }
    }

    [Theory]
    [InlineData("?limit=0", "limit: must be a whole number from 1 to 500, such as limit=100")]
    [InlineData("?limit=501", "limit: must be a whole number from 1 to 500, such as limit=100")]
    [InlineData("?limit=1&limit=2", "limit: is given more than once; give it once, such as limit=100")]
    [InlineData("?labelSelector=a%3Db&labelSelector=c%3Dd", "labelSelector: is given more than once; give it once")]
    [InlineData("?labelSelector=team%3D%3D%3Da", "labelSelector: must be a label selector (")]
    [InlineData("?labelSelector=a%20b", "), such as labelSelector=team=a")]
    [InlineData("?watch=yes", "watch: must be true or false, such as watch=true")]
    [InlineData("?watch=true&limit=5", "watch: sends every object, so it goes without limit and continue; leave them out")]
    [InlineData("?continue=nonsense", "continue: ")]
    [InlineData("?continue=nonsense", "; list again from the first page, without it")]
    [InlineData("/t?wait=1h", "wait: must be a time up to 10m, such as wait=60s")]
    [InlineData("/t?wait=", "wait: must be a time up to 10m, such as wait=60s")]
    [InlineData("/t?wait=1.5s", "wait: must be a time up to 10m, such as wait=60s")]
    [InlineData("/t?wait=99999999999999999999s", "wait: must be a time up to 10m, such as wait=60s")]
    [InlineData("/t?wait=1s&wait=2s", "wait: is given more than once; give it once, such as wait=60s")]
    [InlineData("/t/logs?follow=yes", "follow: must be true or false, such as follow=true")]
    [InlineData("/t/logs?follow", "follow: must be true or false, such as follow=true")]
    [InlineData("/t/logs?follow=true&follow=true", "follow: is given more than once; give it once, such as follow=true")]
    [InlineData("/t/logs?tailLines=all", "tailLines: must be a whole number, 0 or more")]
    [InlineData("/t/logs?tailLines=-1", "tailLines: must be a whole number, 0 or more")]
    [InlineData("/t/logs?attempt=0", "attempt: must be a whole number, 1 or more")]
    [InlineData("/t/logs?attempt=last", "such as attempt=2")]
    public async Task A_wrong_value_of_a_query_parameter_is_400_with_an_example(string rest, string message) =>
        (await (await InAsync("wrong-value")).GetAsync(rest)).IsProblem(HttpStatusCode.BadRequest, message);

    [Fact]
    public async Task An_empty_continue_is_the_first_page()
    {
        Submitter caller = await InAsync("first-page");
        await caller.PostAsync("""{"description": "a", "name": "t"}""");

        Assert.Single((await caller.GetAsync("?limit=5&continue=&labelSelector=")).Body["items"]!.AsArray());
    }

    private async Task<Submitter> InAsync(string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        return new Submitter(functions.Http, ns, Callers.Submitter);
    }
}
