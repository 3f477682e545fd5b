using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using KubeTask.Init.Tests.Servers;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>Servers and networks that don't do what they should, and limits.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task A_server_that_is_down_for_a_moment_is_tried_again()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("broken-once", repository.Name)));

        run.Succeeds();
        Assert.Contains("HTTP 503", run.Output, StringComparison.Ordinal);
        Assert.Contains("next try", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broken", 4, "HTTP 503")]
    [InlineData("page", 1, "text/html")]
    [InlineData("public", 1, "no such repository (HTTP 404)")]
    public async Task Only_what_may_pass_is_tried_four_times(string behavior, int tries, string words)
    {
        string name = $"{Guid.NewGuid():N}.git";

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url(behavior, name)));

        run.Fails(GitReason.Unreachable, words);
        Assert.Equal(tries, TestServers.Http.Requests.Count(r => r.Path.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nobody_listens_or_the_name_is_unknown()
    {
        using InitRun nobody = await InitRun.OfAsync(Work.Of($"http://127.0.0.1:{Ports.Free()}/x.git"));
        using InitRun daemon = await InitRun.OfAsync(Work.Of($"git://127.0.0.1:{Ports.Free()}/x.git"));
        using InitRun ssh = await InitRun.OfAsync(Work.Of($"ssh://git@127.0.0.1:{Ports.Free()}/x.git"));
        using InitRun unknown = await InitRun.OfAsync(Work.Of("http://no-such-host.invalid/x.git"));

        nobody.Fails(GitReason.Unreachable, "can't be reached");
        daemon.Fails(GitReason.Unreachable, "Connection refused");
        ssh.Fails(GitReason.Unreachable, "Connection refused");
        unknown.Fails(GitReason.Unreachable, "no-such-host.invalid");
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("hang-in-pack")]
    public async Task A_server_that_hangs_meets_the_time_limit(string behavior)
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url(behavior, repository.Name)),
            new RunOptions { TimeoutSeconds = 1 }
        );

        run.Fails(GitReason.Unreachable, "within the time limit of 1 s");
    }

    [Fact]
    public async Task A_connection_that_closes_in_the_pack_is_tried_again_and_then_reported()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("close-in-pack", repository.Name)));

        run.Fails(GitReason.Unreachable, "the connection to 127.0.0.1");
        Assert.Equal(3, run.Output.Split('\n').Count(l => l.Contains("next try", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("endless-pack")]
    [InlineData("endless-list")]
    public async Task Data_without_end_meets_the_size_limit(string behavior)
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url(behavior, repository.Name)),
            new RunOptions { MaxBytes = 5_000_000 }
        );

        run.Fails(GitReason.TooLarge, "more than the limit of 5,000,000 bytes", "raise spec.git.sizeLimit of the KubeTaskConfig");
    }

    [Fact]
    public async Task Garbage_and_errors_instead_of_a_pack_are_reported_in_their_own_words()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun garbage = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("garbage-pack", repository.Name)));
        using InitRun error = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("error-in-pack", repository.Name)));

        garbage.Fails(GitReason.FetchFailed, "the pack can't be stored");
        error.Fails(GitReason.Unreachable, "the disk of the server is full");
    }

    [Fact]
    public async Task A_repository_over_the_limit_is_too_large()
    {
        byte[] noise = new byte[3_000_000];
        new Random(2).NextBytes(noise);
        TestRepository repository = await TestRepository.WithAsync(File("noise", noise));

        using InitRun received = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("public", repository.Name)),
            new RunOptions { MaxBytes = 1_000_000 }
        );
        using InitRun written = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("public", repository.Name)),
            new RunOptions { MaxBytes = 5_000_000 }
        );

        received.Fails(GitReason.TooLarge, "the server has sent more");
        written.Fails(GitReason.TooLarge, "the files and .git take more");
    }

    [Fact]
    public async Task A_bomb_of_zeros_is_found_before_it_is_written()
    {
        TestRepository repository = await TestRepository.WithAsync(File("bomb", new byte[200_000_000]));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("public", repository.Name)),
            new RunOptions { MaxBytes = 10_000_000 }
        );

        run.Fails(GitReason.TooLarge, "10,000,000 bytes");
        Assert.False(Path.Exists(Path.Combine(run.Volume(), ".part", "content", "bomb")));
    }

    [Fact]
    public async Task A_tree_that_multiplies_itself_is_too_large()
    {
        TestRepository repository = await TestRepository.EmptyAsync();
        string tree = await repository.TreeAsync([File("empty", "")]);
        for (int level = 0; level < 12; level++)
        {
            byte[] id = Convert.FromHexString(tree);
            byte[] ten = [.. Enumerable.Range(0, 10).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"40000 {i}\0").Concat(id))];
            tree = await repository.ObjectAsync("tree", ten);
        }

        await repository.CommitTreeAsync(tree);

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("public", repository.Name)),
            new RunOptions { MaxBytes = 10_000_000 }
        );

        run.Fails(GitReason.TooLarge, "10,000,000 bytes");
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused_and_the_bundle_makes_it_known()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));
        string url = TestServers.Https.Url("public", repository.Name);

        using InitRun unknown = await InitRun.OfAsync(Work.Of(url));
        using InitRun known = await InitRun.OfAsync(Work.Of(url), new RunOptions { Ca = PrivateAuthority.Pem });
        using InitRun name = await InitRun.OfAsync(
            Work.Of(url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)),
            new RunOptions { Ca = PrivateAuthority.Pem }
        );
        using InitRun broken = await InitRun.OfAsync(Work.Of(url), new RunOptions { Ca = "no certificate" });

        unknown.Fails(GitReason.Unreachable, "can't be trusted", "CA bundle");
        known.Succeeds();
        name.Fails(GitReason.Unreachable, "can't be trusted");
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("has no certificate", broken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_is_used_for_its_scheme_and_not_for_exceptions()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));
        string dead = $"http://proxy-user:canary-proxy@127.0.0.1:{Ports.Free()}";
        string url = TestServers.Http.Url("public", repository.Name);

        using InitRun used = await InitRun.OfAsync(Work.Of(url), new RunOptions { Proxy = new ProxyWork { Http = dead } });
        using InitRun other = await InitRun.OfAsync(Work.Of(url), new RunOptions { Proxy = new ProxyWork { Https = dead } });
        using InitRun excepted = await InitRun.OfAsync(
            Work.Of(url),
            new RunOptions
            {
                Proxy = new ProxyWork { Http = dead, Except = ["127.0.0.0/8"] },
            }
        );
        using InitRun through = await InitRun.OfAsync(
            Work.Of($"http://git.example.invalid/public/{repository.Name}"),
            new RunOptions { Proxy = new ProxyWork { Http = TestServers.Http.Address.ToString() } }
        );

        used.Fails(GitReason.Unreachable);
        Assert.DoesNotContain("canary-proxy", used.Output + used.ReportText, StringComparison.Ordinal);
        other.Succeeds();
        excepted.Succeeds();
        through.Succeeds();
    }
}
