using System.Net;
using System.Net.Http.Headers;
using KubeTask.Local.Cluster;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>Which methods a path has, and what a path is answered that there isn't.</summary>
public sealed class MethodTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>
{
    private const string Tasks = "/api/v1/namespaces/default/tasks";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DELETE", Tasks, "GET, HEAD, OPTIONS, POST")]
    [InlineData("PUT", Tasks + "/", "GET, HEAD, OPTIONS, POST")]
    [InlineData("DELETE", Tasks + "/t", "GET, HEAD, OPTIONS")]
    [InlineData("PATCH", Tasks + "/t", "GET, HEAD, OPTIONS")]
    [InlineData("POST", Tasks + "/t", "GET, HEAD, OPTIONS")]
    [InlineData("POST", Tasks + "/t/logs", "GET, HEAD, OPTIONS")]
    [InlineData("GET", Tasks + "/t/stop", "OPTIONS, POST")]
    [InlineData("GET", Tasks + "/t/retry", "OPTIONS, POST")]
    [InlineData("POST", Tasks + "/t/instruction", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/api/v1/namespaces/default/crontasks", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/api/v1/namespaces/default/crontasks/c", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/api/v1/namespaces/default/crontasks/c/trigger", "OPTIONS, POST")]
    [InlineData("GET", "/api/v1/namespaces/default/accessreviews", "OPTIONS, POST")]
    [InlineData("POST", "/api/v1/system", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/console/", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/openapi/v1.json", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/docs", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/api/OnTaskChanged", "POST")]
    [InlineData("POST", "/healthz", "GET")]
    public async Task A_method_that_a_path_does_not_have_is_405_with_those_that_it_has(string method, string path, string allow)
    {
        using HttpResponseMessage answer = await SendAsync(method, path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allow, string.Join(", ", answer.Content.Headers.Allow));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"it has {allow}", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Tasks, "GET, HEAD, OPTIONS, POST")]
    [InlineData(Tasks + "/t/stop", "OPTIONS, POST")]
    [InlineData("/docs", "GET, HEAD, OPTIONS")]
    public async Task OPTIONS_names_the_methods_of_a_path_and_lets_no_other_origin_in(string path, string allow)
    {
        using HttpResponseMessage answer = await SendAsync("OPTIONS", path);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(allow, string.Join(", ", answer.Content.Headers.Allow));
        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/pods", "Tasks are at /api/v1/namespaces/NAMESPACE/tasks")]
    [InlineData("/api/v1/namespaces/default", "Tasks are at /api/v1/namespaces/NAMESPACE/tasks")]
    [InlineData("/api/v1/namespaces//tasks", "Tasks are at /api/v1/namespaces/NAMESPACE/tasks")]
    [InlineData(Tasks + "/t/log", "the log of a Task is at …/tasks/NAME/logs")]
    [InlineData(Tasks + "/t/logs/x", "the log of a Task is at …/tasks/NAME/logs")]
    [InlineData("/api/v1/namespaces/default/events/e", "there is nothing here")]
    [InlineData("/api/v1/namespaces/default/agents/a/stop", "there is nothing here")]
    [InlineData("/api/v1/pods", "there is nothing here")]
    [InlineData("/console/nothing", "the ")]
    [InlineData("/docs/nothing/here", "there is nothing here")]
    [InlineData("/nothing", "there is nothing here")]
    public async Task A_path_that_does_not_exist_is_404_and_names_one_that_does(string path, string message)
    {
        Assert.SkipWhen(
            path == "/nothing" && FunctionsProcess.Runtime == FunctionsProgram.Custom,
            "the host answers: a function for every path would reach the timer"
        );
        using HttpResponseMessage answer = await SendAsync("GET", path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_is_answered_as_GET_without_the_body()
    {
        FollowedTask task = await FollowedTask.CreateAsync(functions, "head");
        await task.StartAsync();
        await task.RunPodAsync("a", "one\n");
        foreach (
            (string path, HttpStatusCode status, string mediaType) in ((string, HttpStatusCode, string)[])
                [
                    ("/api/v1/namespaces/head/tasks", HttpStatusCode.OK, "application/json"),
                    ("/api/v1/namespaces/head/tasks/t", HttpStatusCode.OK, "application/json"),
                    ("/api/v1/namespaces/head/tasks/nobody", HttpStatusCode.NotFound, "application/problem+json"),
                    // The log goes on, but its headers are complete.
                    ("/api/v1/namespaces/head/tasks/t/logs?follow=true", HttpStatusCode.OK, "text/plain"),
                    ("/openapi/v1.json", HttpStatusCode.OK, "application/json"),
                ]
        )
        {
            using HttpResponseMessage answer = await SendAsync("HEAD", path);

            Assert.Equal((status, mediaType), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancellation));
        }

        await Eventually.That(() => functions.PodLogs.Followers == 0, "nobody follows the log");
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Callers.Submitter);
        return await functions.Http.SendAsync(request, Cancellation);
    }
}
