using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KubeTask.Local.Cluster;
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
    private readonly HttpClient _http = new();
    private WebApplication _server = null!;
    private Process _functions = null!;

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
        int port = FreePort();
        _functions = Process.Start(
            new ProcessStartInfo(RepositoryLayout.Find().Functions, "--exit-with-stdin")
            {
                RedirectStandardInput = true,
                Environment = { ["KUBECONFIG"] = kubeconfig, ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}" },
            }
        )!;
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        await Eventually.ThatAsync(
            async () => (await _http.GetAsync(new Uri("healthz", UriKind.Relative))).IsSuccessStatusCode,
            "the functions are healthy"
        );
    }

    public async ValueTask DisposeAsync()
    {
        _functions.StandardInput.Close();
        await _functions.WaitForExitAsync(CancellationToken.None);
        _functions.Dispose();
        await _server.DisposeAsync();
        _http.Dispose();
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

    private Submitter In(string ns) => new(_http, ns, CallersToken);

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
            _ => 200,
        };
        if (ns == "throttled")
            context.Response.Headers.RetryAfter = "7";
        if (ns == "elsewhere")
            context.Response.Headers.Location = "/api/v1/namespaces/default/secrets";
        if (ns == "broken")
            context.Abort();
        else if (ns is "throttled" or "forbidden" or "unauthorized")
            await context.Response.WriteAsync("""{"kind": "Status", "apiVersion": "v1", "message": "slow down"}""");
        else
            await context.Response.WriteAsync("<html>nonsense</html>");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
