using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using k8s;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Ui;

namespace KubeTask.Cli.Tests.Ui;

/// <summary>Who may use the server of <c>ui</c>, and what the API server gets of it.</summary>
public sealed partial class UiServerTests : IAsyncLifetime
{
    private const string KubeconfigToken = "token-of-the-kubeconfig";
    private const string SystemPath = "api/v1/system";
    private readonly HttpClient _http = new();
    private RecordingServer _api = null!;
    private UiServer _ui = null!;
    private string _secret = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await RecordingServer.StartAsync();
        var configuration = new KubernetesClientConfiguration { Host = _api.Address, AccessToken = KubeconfigToken };
        var connection = new Connection(configuration, "team-a", "test", "jane", ["readers", "writers"]);
        _ui = await UiServer.StartAsync(connection, "kubetask-system", 0, TimeProvider.System, Cancellation);
        Match address = Address().Match(_ui.AddressOf("team a"));
        Assert.True(address.Success, _ui.AddressOf("team a"));
        _http.BaseAddress = new Uri(address.Groups[1].Value);
        _secret = address.Groups[2].Value;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _ui.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task The_API_server_gets_the_credentials_of_the_kubeconfig_and_never_the_secret()
    {
        using HttpResponseMessage answer = await SendAsync(SystemPath, _secret);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"v1.2.3\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.NotEmpty(_api.Requests);
        foreach (string request in _api.Requests)
        {
            Assert.Contains($"Authorization: Bearer {KubeconfigToken}", request, StringComparison.Ordinal);
            Assert.Contains("Impersonate-User: jane", request, StringComparison.Ordinal);
            Assert.Contains(
                "Impersonate-Group: readers,writers",
                request.Replace(", ", ",", StringComparison.Ordinal),
                StringComparison.Ordinal
            );
            Assert.DoesNotContain(_secret, request, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(SystemPath)]
    [InlineData("API/v1/system")]
    [InlineData("console/../api/v1/system")]
    [InlineData("console/%2e%2e/api/v1/system")]
    [InlineData("//api/v1/system")]
    [InlineData("consoles")]
    [InlineData("")]
    public async Task Without_the_secret_nothing_but_the_page_is_answered(string path)
    {
        foreach (string? token in new[] { null, "wrong", _secret[..^1], _secret + "A", KubeconfigToken })
        {
            using HttpResponseMessage answer = await SendAsync(path, token);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            string problem = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.Contains("open the address again", problem, StringComparison.Ordinal);
            Assert.DoesNotContain(_secret, problem, StringComparison.Ordinal);
        }

        Assert.Empty(_api.Requests);
    }

    [Theory]
    [InlineData("attacker.example:{0}")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost.attacker.example:{0}")]
    public async Task A_foreign_name_that_leads_to_this_machine_is_refused(string host)
    {
        foreach (string path in (string[])[SystemPath, "console/"])
        {
            string named = host.Replace("{0}", $"{_http.BaseAddress!.Port}", StringComparison.Ordinal);
            using HttpResponseMessage answer = await SendAsync(path, _secret, request => request.Headers.Host = named);

            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        }

        Assert.Empty(_api.Requests);
    }

    [Theory]
    [InlineData("https://attacker.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_is_refused(string origin)
    {
        using HttpResponseMessage answer = await SendAsync(SystemPath, _secret, request => request.Headers.Add("Origin", origin));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public async Task The_page_itself_may_by_either_name_of_this_machine()
    {
        foreach (string host in (string[])["127.0.0.1", "localhost"])
        {
            string name = $"{host}:{_http.BaseAddress!.Port}";
            using HttpResponseMessage answer = await SendAsync(SystemPath, _secret, request =>
            {
                request.Headers.Host = name;
                request.Headers.Add("Origin", $"http://{name}");
            });

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Credentials_that_have_expired_are_named_as_the_kubeconfigs_and_do_not_sign_the_page_out()
    {
        _api.Status = (int)HttpStatusCode.Unauthorized;

        using HttpResponseMessage answer = await SendAsync("api/v1/namespaces/team-a/tasks", _secret);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            "the API server doesn't accept the credentials of the kubeconfig; log in again, then start kubectl kubetask ui again",
            await answer.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var connection = new Connection(new KubernetesClientConfiguration { Host = _api.Address }, "default", "test", null, []);
        int taken = _http.BaseAddress!.Port;

        CliException refused = await Assert.ThrowsAsync<CliException>(() =>
            UiServer.StartAsync(connection, "kubetask-system", taken, TimeProvider.System, Cancellation)
        );

        Assert.Equal($"--port: 127.0.0.1:{taken} can't be used: Address already in use; choose another, or leave it out", refused.Message);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? token, Action<HttpRequestMessage>? change = null)
    {
        // As it is written: a Uri would resolve the dots.
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_http.BaseAddress}{path}", options));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(request);
        return await _http.SendAsync(request, Cancellation);
    }

    [GeneratedRegex(@"^(http://127\.0\.0\.1:\d+/)console/#token=([A-Za-z0-9_-]{43})&ns=team%20a$")]
    private static partial Regex Address();
}
