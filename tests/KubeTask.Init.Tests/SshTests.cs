using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using KubeTask.Init.Tests.Servers;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>Keys and host keys.</summary>
public sealed class SshTests
{
    private static SshServer Server => TestServers.Ssh;

    [Theory]
    [InlineData("ssh-privatekey", "")]
    [InlineData("identity", "\n\n")]
    [InlineData("identity", "\r\n")]
    public async Task The_right_key_gets_in_whatever_its_name_and_its_end_is(string name, string end)
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));
        string key = Server.Key.Trim();
        if (end == "\r\n")
            key = key.ReplaceLineEndings("\r\n");

        using InitRun run = await InitRun.OfAsync(
            Work.Of(Server.Url(repository.Name)),
            RunOptions.With((name, key + end), ("known_hosts", Server.KnownHosts.Trim()))
        );

        run.Succeeds();
        Assert.DoesNotContain("host key", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ssh", run.Text(".git/config").Replace("ssh://", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_known_hosts_the_log_has_the_fingerprint_that_was_accepted()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(Work.Of(Server.Url(repository.Name)), RunOptions.With(("ssh-privatekey", Server.Key)));

        run.Succeeds();
        Assert.Contains(await Server.FingerprintAsync(), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_and_no_key_are_refused()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun wrong = await InitRun.OfAsync(Work.Of(Server.Url(repository.Name)), RunOptions.With(("identity", Server.WrongKey)));
        using InitRun none = await InitRun.OfAsync(Work.Of(Server.Url(repository.Name)));

        wrong.Fails(GitReason.AuthFailed, "refuses the Secret's key", "Permission denied");
        none.Fails(GitReason.AuthFailed, "without a key", "secretRef");
    }

    [Fact]
    public async Task A_host_key_that_changed_ends_it()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(Server.Url(repository.Name)),
            RunOptions.With(("ssh-privatekey", Server.Key), ("known_hosts", Server.ChangedHosts))
        );

        run.Fails(GitReason.HostKeyChanged, "isn't the one that the Secret's known_hosts has");
    }

    [Fact]
    public async Task Known_hosts_without_this_host_ends_it()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(
            Work.Of(Server.Url(repository.Name)),
            RunOptions.With(("ssh-privatekey", Server.Key), ("known_hosts", "other.example.com " + Server.KnownHosts.Split(' ', 2)[1]))
        );

        run.Fails(GitReason.HostKeyChanged, "has no host key of 127.0.0.1");
    }

    [Fact]
    public async Task A_key_that_cannot_work_is_explained_before_ssh_runs()
    {
        string cut = Server.Key[..120] + "\n-----END OPENSSH PRIVATE KEY-----";
        (string Key, string Words)[] cases =
        [
            (Server.ProtectedKey, "is protected by a passphrase"),
            ("canary-no-key", "is no private key"),
            (cut, "is cut off or damaged"),
        ];

        foreach ((string key, string words) in cases)
        {
            using InitRun run = await InitRun.OfAsync(Work.Of(Server.Url("any.git")), RunOptions.With(("ssh-privatekey", key)));
            run.Fails(GitReason.AuthFailed, "the Secret's key ssh-privatekey", words);
            Assert.DoesNotContain("canary", run.Output + run.ReportText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_unreachable_in_the_servers_words()
    {
        using InitRun run = await InitRun.OfAsync(Work.Of(Server.Url("missing.git")), RunOptions.With(("ssh-privatekey", Server.Key)));

        run.Fails(GitReason.Unreachable, "does not appear to be a git repository");
    }

    [Fact]
    public async Task A_path_with_a_quotation_mark_stays_one_word_of_the_servers_shell()
    {
        string canary = Path.Combine(TestServers.Repositories, "canary-file");

        using InitRun run = await InitRun.OfAsync(
            Work.Of(Server.Url($"x';touch${{IFS}}{canary};'")),
            RunOptions.With(("ssh-privatekey", Server.Key))
        );

        run.Fails(GitReason.Unreachable);
        Assert.False(System.IO.File.Exists(canary));
    }
}
