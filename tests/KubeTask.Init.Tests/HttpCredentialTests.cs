using System.Text;
using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using KubeTask.Init.Tests.Servers;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>Secrets for http and https: which keys they may have, where they go, and where they never occur.</summary>
public sealed class HttpCredentialTests
{
    [Theory]
    [InlineData("private", "username", HttpGitServer.User, "password", HttpGitServer.Password)]
    [InlineData("private", "username", HttpGitServer.User + "\n", "password", HttpGitServer.Password + "\r\n")]
    [InlineData("token", "token", HttpGitServer.Token + "\n", "ca.crt", "something else")]
    [InlineData("token", "password", HttpGitServer.Token, "type", "git")]
    [InlineData("bearer", "bearerToken", HttpGitServer.Token, "other", "x")]
    public async Task A_private_repository_comes_with_each_kind_of_secret(
        string server,
        string key1,
        string value1,
        string key2,
        string value2
    )
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url(server, repository.Name)),
            RunOptions.With((key1, value1), (key2, value2))
        );

        run.Succeeds();
        HasNoSecrets(run);
    }

    [Fact]
    public async Task The_users_name_in_the_URL_goes_with_a_password()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));
        string url = TestServers.Http.Url("private", repository.Name).Replace("://", $"://{HttpGitServer.User}@", StringComparison.Ordinal);

        using InitRun run = await InitRun.OfAsync(Work.Of(url), RunOptions.With(("password", HttpGitServer.Password)));

        run.Succeeds();
        Assert.DoesNotContain(HttpGitServer.User, run.Output + run.Text(".git/config"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("private", null, null, "asks for credentials", "secretRef")]
    [InlineData("private", "wrong-canary", null, "refuses the Secret's credentials", "expired")]
    [InlineData("token", null, "wrong-canary", "refuses the Secret's credentials", "expired")]
    [InlineData("forbidden", "wrong-canary", null, "allows no access", "may read")]
    public async Task Missing_and_wrong_credentials_are_explained(
        string server,
        string? password,
        string? token,
        string problem,
        string advice
    )
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));
        RunOptions options =
            password is not null ? RunOptions.With(("username", HttpGitServer.User), ("password", password))
            : token is not null ? RunOptions.With(("token", token))
            : new RunOptions();

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url(server, repository.Name)), options);

        run.Fails(GitReason.AuthFailed, "Context team/docs: ", problem, advice);
        Assert.DoesNotContain("wrong-canary", run.Output + run.ReportText, StringComparison.Ordinal);
        Assert.DoesNotContain("next try", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "ssh-privatekey", "username and password, token, or bearerToken; it has ssh-privatekey")]
    [InlineData("ssh", "password", "ssh-privatekey or identity, and optionally known_hosts; it has password")]
    [InlineData("http", "username", "it has username")]
    public async Task A_secret_without_a_usable_key_gets_the_list_of_keys_that_it_may_have(string scheme, string key, string words)
    {
        string url = scheme == "ssh" ? TestServers.Ssh.Url("any.git") : TestServers.Http.Url("private", "any.git");

        using InitRun run = await InitRun.OfAsync(Work.Of(url), RunOptions.With((key, "canary-value")));

        run.Fails(GitReason.AuthFailed, "the Secret has no usable key", words);
        Assert.DoesNotContain("canary-value", run.Output + run.ReportText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_on_the_same_host_keeps_the_credentials()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("redirect-here", repository.Name)),
            RunOptions.With(("username", HttpGitServer.User), ("password", HttpGitServer.Password))
        );

        run.Succeeds();
        HasNoSecrets(run);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_without_credentials()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("redirect-other", repository.Name)),
            RunOptions.With(("username", HttpGitServer.User), ("password", HttpGitServer.Password)) with
            {
                Ca = PrivateAuthority.Pem,
            }
        );

        run.Succeeds();
        Assert.Contains(TestServers.Http.Requests, r =>
            r.Path.StartsWith($"/redirect-other/{repository.Name}", StringComparison.Ordinal) && r.Authorization is not null
        );
        (string Path, string? Authorization)[] there =
        [
            .. TestServers.Https.Requests.Where(r => r.Path.Contains(repository.Name, StringComparison.Ordinal)),
        ];
        Assert.Equal(2, there.Length);
        Assert.All(there, r => Assert.Null(r.Authorization));
    }

    [Fact]
    public async Task A_redirect_to_a_private_repository_elsewhere_says_that_credentials_stay_at_home()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("redirect-private", repository.Name)),
            RunOptions.With(("username", HttpGitServer.User), ("password", HttpGitServer.Password)) with
            {
                Ca = PrivateAuthority.Pem,
            }
        );

        run.Fails(GitReason.AuthFailed, "redirects to another host");
    }

    [Theory]
    [InlineData("https", "redirect-down", "from https to http")]
    [InlineData("http", "redirect-file", "to file")]
    [InlineData("http", "redirect-round", "more than 5 times")]
    public async Task Dangerous_redirects_are_refused(string scheme, string behavior, string words)
    {
        HttpGitServer server = scheme == "https" ? TestServers.Https : TestServers.Http;

        using InitRun run = await InitRun.OfAsync(Work.Of(server.Url(behavior, "any.git")), new RunOptions { Ca = PrivateAuthority.Pem });

        run.Fails(GitReason.Unreachable, words);
    }

    private static void HasNoSecrets(InitRun run)
    {
        string all = run.Output + run.ReportText + run.Text(".git/config");
        string pair = $"{HttpGitServer.User}:{HttpGitServer.Password}";
        string[] secrets =
        [
            HttpGitServer.Password,
            HttpGitServer.Token,
            Uri.EscapeDataString(HttpGitServer.Password),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)),
        ];
        Assert.All(secrets, s => Assert.DoesNotContain(s, all, StringComparison.Ordinal));
    }
}
