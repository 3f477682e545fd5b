using System.Net;
using System.Net.Http.Headers;
using KubeTask.Scaler.Activator;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>What the activator answers itself: no function is woken for it, and none sees it.</summary>
public sealed class ActivatorRefusalTests : IAsyncLifetime
{
    private const string Tasks = "api/v1/namespaces/default/tasks";
    private readonly SleepingFunctions _functions = new();
    private readonly HttpClient _http = new();
    private ServiceProvider? _services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CountingDemand Demand { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _services = ActivatorParts.Build(_functions, Demand);
        ActivatorService activator = _services.GetRequiredService<ActivatorService>();
        await activator.StartAsync(Cancellation);
        _http.BaseAddress = activator.Address;
        await _functions.WakeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.GetRequiredService<ActivatorService>().StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
        }

        _http.Dispose();
        await _functions.DisposeAsync();
    }

    [Theory]
    [InlineData("POST", "api/OnTaskChanged")]
    [InlineData("POST", "api/v1/../OnTaskChanged")]
    [InlineData("POST", "api/v1/namespaces/%2e%2e/%2e%2e/OnTaskChanged")]
    [InlineData("POST", "api/v1/namespaces/..%2f..%2fOnTaskChanged/../../../OnTaskChanged")]
    [InlineData("GET", "api/v1/namespaces/default/pods")]
    [InlineData("GET", Tasks + "/t/log")]
    [InlineData("DELETE", "api/v1/namespaces/default")]
    [InlineData("GET", "healthz")]
    [InlineData("GET", "docsx")]
    [InlineData("GET", "")]
    public async Task Only_submissions_pass_and_other_requests_wake_no_function(string method, string path)
    {
        string answer = await RawConnection.SendAsync(
            _http.BaseAddress!.Port,
            $"{method} /{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.Empty(_functions.Seen);
        Assert.Equal(0, Demand.Appearances);
    }

    [Theory]
    [InlineData("DELETE", Tasks, "405", "GET, HEAD, OPTIONS, POST")]
    [InlineData("PUT", Tasks + "/t", "405", "GET, HEAD, OPTIONS")]
    [InlineData("POST", Tasks + "/t/logs", "405", "GET, HEAD, OPTIONS")]
    [InlineData("GET", Tasks + "/t/stop", "405", "OPTIONS, POST")]
    [InlineData("POST", "openapi/v1.json", "405", "GET, HEAD, OPTIONS")]
    [InlineData("OPTIONS", Tasks, "204", "GET, HEAD, OPTIONS, POST")]
    public async Task A_method_that_a_path_does_not_have_wakes_no_function_and_the_answer_names_those_that_it_has(
        string method,
        string path,
        string status,
        string allow
    )
    {
        string answer = await RawConnection.SendAsync(
            _http.BaseAddress!.Port,
            $"{method} /{path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nAllow: {allow}\r\n", answer, StringComparison.Ordinal);
        Assert.Empty(_functions.Seen);
        Assert.Equal(0, Demand.Appearances);
    }

    [Theory]
    [InlineData("Authorization: Bearer", "no token follows", "invalid_request")]
    [InlineData("Authorization:", "it is empty", "invalid_request")]
    [InlineData("Authorization: Basic dTpw", "it doesn't begin with", "invalid_request")]
    [InlineData("Authorization: Bearer a\r\nAuthorization: Bearer b", "it is given more than once", "invalid_request")]
    [InlineData("Authorization: Bearer a b", "not one word", "invalid_token")]
    public async Task A_malformed_token_is_401_and_wakes_no_function(string header, string message, string error)
    {
        string answer = await RawConnection.SendAsync(
            _http.BaseAddress!.Port,
            $"GET /{Tasks} HTTP/1.1\r\nHost: x\r\n{header}\r\nConnection: close\r\n\r\n"
        );

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nWWW-Authenticate: Bearer error=\"{error}\"\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Authorization: is malformed: ", answer, StringComparison.Ordinal);
        Assert.Contains(message, answer, StringComparison.Ordinal);
        Assert.Empty(_functions.Seen);
        Assert.Equal(0, Demand.Appearances);
    }

    [Fact]
    public async Task A_request_without_a_token_or_with_too_large_a_body_wakes_no_function()
    {
        using var bare = new HttpRequestMessage(HttpMethod.Get, new Uri(_http.BaseAddress!, Tasks));
        using HttpResponseMessage unknown = await _http.SendAsync(bare, Cancellation);
        using var much = new HttpRequestMessage(HttpMethod.Post, new Uri(_http.BaseAddress!, Tasks));
        much.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "t");
        much.Content = new StringContent(new string('x', (1 << 20) + 1));
        using HttpResponseMessage large = await _http.SendAsync(much, Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (unknown.StatusCode, unknown.Headers.WwwAuthenticate.ToString()));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("application/problem+json", large.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, Demand.Appearances);
    }
}
