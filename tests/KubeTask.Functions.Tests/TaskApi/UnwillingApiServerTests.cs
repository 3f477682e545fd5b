using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>What a caller is answered when the API server fails or refuses, and which tokens the API server gets.</summary>
public sealed class UnwillingApiServerTests : IAsyncLifetime
{
    private const string FunctionsToken = "canary-token-of-the-functions",
        CallersToken = "canary-token-of-the-caller";
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-unwilling").FullName;
    private readonly ConcurrentQueue<(string Path, string Authorization)> _requests = new();
    private string _message = "";
    private WebApplication _server = null!;
    private FunctionsProcess _functions = null!;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(TestContext.Current.CancellationToken);
        string kubeconfig = Path.Combine(_folder, "kubeconfig");
        await File.WriteAllTextAsync(
            kubeconfig,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "{{_server.Urls.First()}}" } }]
            users: [{name: u, user: {token: {{FunctionsToken}} } }]
            contexts: [{name: x, context: {cluster: c, user: u} }]
            current-context: x
            """,
            TestContext.Current.CancellationToken
        );
        _functions = await FunctionsProcess.StartAsync(kubeconfig);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // hazards.md, rows 3 and 30
    [Fact]
    public async Task Hazard_3_and_30_the_API_servers_refusals_are_passed_on_and_it_gets_only_the_callers_token()
    {
        Answer throttled = (await In("throttled").PostAsync("""{"description": "a"}""")).IsProblem(
            HttpStatusCode.TooManyRequests,
            "slow down"
        );
        Assert.Equal(7, throttled.Headers.RetryAfter?.Delta?.TotalSeconds);
        Answer broken = (await In("broken").PostAsync("""{"description": "a"}""")).IsProblem(
            HttpStatusCode.ServiceUnavailable,
            "the API server could not be reached"
        );
        Assert.NotNull(broken.Headers.RetryAfter);
        (await In("internal").GetAsync()).IsProblem(HttpStatusCode.ServiceUnavailable, "the API server answered 500");
        (await In("nonsense").GetAsync()).IsProblem(HttpStatusCode.ServiceUnavailable);
        (await In("elsewhere").GetAsync()).IsProblem(HttpStatusCode.ServiceUnavailable);
        (await In("forbidden").GetAsync("/t/logs?follow=true")).IsProblem(HttpStatusCode.Forbidden);
        (await In("unauthorized").PostAsync("""{"description": "a"}""", key: "k")).IsProblem(HttpStatusCode.Unauthorized);

        (string Path, string Authorization)[] calls = [.. _requests.Where(s => s.Path.Contains("/namespaces/", StringComparison.Ordinal))];
        Assert.NotEmpty(calls);
        Assert.All(calls, c => Assert.Equal("Bearer " + CallersToken, c.Authorization));
    }

    [Fact]
    public async Task A_watch_that_continues_is_answered_only_if_the_API_server_is_there()
    {
        var caller = new ApiCaller(_functions.Http, CallersToken);

        using WatchReading watch = await caller.WatchAsync("api/v1/namespaces/broken/tasks?watch=true", "4711");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, watch.Status);
    }

    [Theory]
    [InlineData(
        "metadata.name: Invalid value: \"A_B\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
            + "'-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            + @"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        "metadata.name: Invalid value: \"A_B\": must be an RFC 1123 subdomain: lowercase letters, digits, '-' and '.', beginning "
            + "and ending with a letter or digit, such as update-service-b"
    )]
    [InlineData(
        "a DNS-1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric "
            + "character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        "must be an RFC 1123 label: lowercase letters, digits and '-', beginning and ending with a letter or digit, "
            + "such as update-service-b"
    )]
    [InlineData(
        "unable to parse requirement: values[0][team]: Invalid value: \"a b\": a valid label must be an empty string or consist of "
            + "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
            + "'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        "unable to parse requirement: values[0][team]: Invalid value: \"a b\": a label's value must be empty, or letters, digits, '-', '_' "
            + "and '.', beginning and ending with a letter or digit, such as team-a"
    )]
    [InlineData("a new rule (e.g. 'one',  or 'two', regex used for validation is '[a-z]+(\\.[a-z]+)?')", "a new rule, such as one or two")]
    [InlineData("another rule (regex used for validation is '[a-z]+')", "another rule")]
    [InlineData("no rule at all (e.g. 'one')", "no rule at all (e.g. 'one')")]
    public async Task A_regular_expression_in_the_API_servers_message_becomes_an_example(string message, string plain)
    {
        _message = message;

        Answer answer = (await In("invalid").PostAsync("""{"description": "a"}""")).IsProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(plain, (string)answer.Body["detail"]!);
        Assert.Equal(plain, (string)Assert.Single(answer.Body["errors"]!.AsArray())!["message"]!);
    }

    private Submitter In(string ns) => new(_functions.Http, ns, CallersToken);

    private async Task AnswerAsync(HttpContext context)
    {
        _requests.Enqueue((context.Request.Path, context.Request.Headers.Authorization.ToString()));
        string ns = context.Request.Path.Value!.Split('/').SkipWhile(p => p != "namespaces").ElementAtOrDefault(1) ?? "";
        context.Response.StatusCode = ns switch
        {
            "throttled" => 429,
            "internal" => 500,
            "elsewhere" => 302,
            "forbidden" => 403,
            "unauthorized" => 401,
            "invalid" => 422,
            _ => 200,
        };
        if (ns == "throttled")
            context.Response.Headers.RetryAfter = "7";
        if (ns == "elsewhere")
            context.Response.Headers.Location = "/api/v1/namespaces/default/secrets";
        if (ns == "broken")
        {
            context.Abort();
        }
        else if (ns == "invalid")
        {
            var status = new JsonObject
            {
                ["kind"] = "Status",
                ["message"] = _message,
                ["details"] = new JsonObject
                {
                    ["causes"] = new JsonArray(new JsonObject { ["field"] = "metadata.name", ["message"] = _message }),
                },
            };
            await context.Response.WriteAsync(status.ToJsonString());
        }
        else if (ns is "throttled" or "forbidden" or "unauthorized")
        {
            await context.Response.WriteAsync("""{"kind": "Status", "apiVersion": "v1", "message": "slow down"}""");
        }
        else
        {
            await context.Response.WriteAsync("<html>nonsense</html>");
        }
    }
}
