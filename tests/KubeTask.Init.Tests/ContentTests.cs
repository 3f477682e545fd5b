using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>What a volume holds after a fetch.</summary>
public sealed class ContentTests
{
    public static TheoryData<string> Schemes => ["http", "https", "git", "ssh"];

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task Files_programs_and_commits_are_there_over_each_scheme(string scheme)
    {
        TestRepository repository = await TestRepository.WithAsync(File("README.md"), Program("run.sh"), File("docs/guide.md", "guide\n"));
        RunOptions options = scheme == "ssh" ? RunOptions.With(("ssh-privatekey", TestServers.Ssh.Key)) : new RunOptions();
        string commit = await repository.GitAsync("rev-parse", "main");

        using InitRun run = await InitRun.OfAsync(Work.Of(Url(scheme, repository)), options with { Ca = Servers.PrivateAuthority.Pem });

        run.Succeeds();
        Assert.Equal(commit, Assert.Single(run.Report.Contexts!).Commit);
        Assert.Equal("team/docs", run.Report.Contexts![0].Context);
        Assert.Equal(["README.md", "docs", "docs/guide.md", "run.sh"], run.Names());
        Assert.Equal("guide\n", run.Text("docs/guide.md"));
        Assert.Equal(["content"], Directory.EnumerateFileSystemEntries(run.Volume()).Select(f => Path.GetFileName(f)));
        Assert.Contains($"checked out commit {commit}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task Depths_0_1_and_3_give_that_much_history_and_a_repository_that_git_finds_sound(string scheme)
    {
        TestRepository repository = await TestRepository.EmptyAsync();
        for (int i = 0; i < 5; i++)
            await repository.CommitAsync([File("a", $"{i}")]);
        RunOptions options = scheme == "ssh" ? RunOptions.With(("ssh-privatekey", TestServers.Ssh.Key)) : new RunOptions();
        options = options with { Ca = Servers.PrivateAuthority.Pem };

        using InitRun run = await InitRun.OfAsync(
            [.. new[] { 0, 1, 3 }.Select(d => Work.Of(Url(scheme, repository), depth: d))],
            options with
            {
                Credentials = [.. Enumerable.Repeat(options.Credentials, 3).SelectMany(c => c)],
            }
        );

        run.Succeeds();
        int[] commits = [5, 1, 3];
        for (int i = 0; i < commits.Length; i++)
        {
            Assert.Equal($"{commits[i]}", await Tool.RunAsync(run.Content(i), "git", ["rev-list", "--count", "HEAD"]));
            Assert.Equal("", await Tool.RunAsync(run.Content(i), "git", ["status", "--porcelain"]));
            await Tool.RunAsync(run.Content(i), "git", ["fsck", "--strict", "--full"]);
        }
    }

    [Fact]
    public async Task The_repository_has_a_remote_a_branch_and_nothing_that_git_would_run()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));
        string url = TestServers.Http.Url("private", repository.Name);

        using InitRun run = await InitRun.OfAsync(
            Work.Of(url, "main"),
            RunOptions.With(("username", Servers.HttpGitServer.User), ("password", Servers.HttpGitServer.Password))
        );

        run.Succeeds();
        Assert.Equal(url, await run.GitAsync("remote", "get-url", "origin"));
        Assert.Equal("main", await run.GitAsync("symbolic-ref", "--short", "HEAD"));
        Assert.Equal("origin/main", await run.GitAsync("rev-parse", "--abbrev-ref", "main@{upstream}"));
        string config = run.Text(".git/config");
        Assert.All(["command", "hook", "helper", "canary", "ssh"], w =>
            Assert.DoesNotContain(w, config, StringComparison.OrdinalIgnoreCase)
        );
        Assert.False(Directory.Exists(Path.Combine(run.Content(), ".git", "hooks")));
    }

    [Fact]
    public async Task A_detached_HEAD_and_a_branch_can_be_committed_to_and_fetched_into()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));
        await repository.GitAsync("tag", "v1", "main");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), "v1"));

        run.Succeeds();
        await System.IO.File.WriteAllTextAsync(Path.Combine(run.Content(), "b"), "b", TestContext.Current.CancellationToken);
        await run.GitAsync("add", "b");
        await run.GitAsync("commit", "--quiet", "-m", "b");
        await run.GitAsync("-c", "protocol.allow=always", "fetch", "--quiet", repository.Folder, "main");
        Assert.Equal("HEAD", await run.GitAsync("rev-parse", "--abbrev-ref", "HEAD"));
        Assert.Equal("v1", await run.GitAsync("tag"));
    }

    [Fact]
    public async Task Another_user_may_change_every_file_and_folder_also_those_of_git()
    {
        TestRepository repository = await TestRepository.WithAsync(File("a/b"), Program("p"));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Succeeds();
        var all = new DirectoryInfo(run.Content());
        Assert.Equal("rwxrwxrwx", Mode(all));
        foreach (FileSystemInfo entry in all.EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            Assert.Equal(
                (entry.FullName, entry is DirectoryInfo || entry.Name == "p" ? "rwxrwxrwx" : "rw-rw-rw-"),
                (entry.FullName, Mode(entry))
            );
        }
    }

    [Fact]
    public async Task Names_may_be_Unicode_and_as_long_as_a_file_system_takes_them()
    {
        string longest = new('x', 255);
        string deep = string.Join('/', Enumerable.Repeat("folder-" + new string('y', 100), 9)) + "/file";
        string[] names =
        [
            "日本語.txt",
            "e\u0301 and é",
            "emoji 🙂",
            " blank ",
            "line\nfeed",
            "back\\slash",
            "-option",
            "quote\"s'",
            "%2e%2e",
            longest,
            deep,
        ];
        TestRepository repository = await TestRepository.WithAsync([.. names.Select(n => File(n, n))]);

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Succeeds();
        Assert.All(names, n => Assert.Equal(n, run.Text(n)));
        Assert.Equal("", await run.GitAsync("status", "--porcelain"));
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_a_clear_failure()
    {
        TestRepository repository = await TestRepository.WithAsync(File(new string('x', 256)));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Fails(GitReason.FetchFailed, "256 bytes", "255");
    }

    [Fact]
    public async Task Large_empty_and_binary_files_are_the_same_to_the_byte()
    {
        byte[] large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        byte[] every = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        TestRepository repository = await TestRepository.WithAsync(
            File("large", large),
            File("empty", ""),
            File("every", every),
            File(".gitattributes", "* text eol=crlf\n"),
            File("text", "a\nb\n")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Succeeds();
        Assert.Equal(large, run.Bytes("large"));
        Assert.Equal(every, run.Bytes("every"));
        Assert.Equal("", run.Text("empty"));
        Assert.Equal("a\nb\n", run.Text("text"));
    }

    [Fact]
    public async Task Pointers_to_large_file_storage_stay_and_are_counted()
    {
        const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 12345\n";
        TestRepository repository = await TestRepository.WithAsync(File("a.bin", Pointer), File("b.bin", Pointer), File("c", "no pointer"));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Succeeds();
        Assert.Equal(Pointer, run.Text("a.bin"));
        Assert.Contains("warning: 2 files are pointers to Large File Storage", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_repositories_come_each_into_its_own_volume_in_the_order_of_the_work()
    {
        TestRepository[] repositories =
        [
            .. await Task.WhenAll(Enumerable.Range(0, 6).Select(i => TestRepository.WithAsync(File("number", $"{i}")))),
        ];

        using InitRun run = await InitRun.OfAsync([
            .. repositories.Select((r, i) => Work.Of(TestServers.Http.Url("public", r.Name)) with { Context = $"team/c{i}" }),
        ]);

        run.Succeeds();
        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"team/c{i}"), run.Report.Contexts!.Select(c => c.Context));
        for (int i = 0; i < 6; i++)
            Assert.Equal($"{i}", run.Text("number", i));
    }

    [Fact]
    public async Task If_two_fail_the_first_in_the_list_is_reported_and_the_log_has_both()
    {
        TestRepository good = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync([
            Work.Of(TestServers.Http.Url("public", good.Name)) with
            {
                Context = "team/good",
            },
            Work.Of(TestServers.Http.Url("public", good.Name), "nothing") with
            {
                Context = "team/bad",
            },
        ]);

        run.Fails(GitReason.RefNotFound, "Context team/bad: ", "nothing");
        Assert.Null(run.Report.Contexts);
        Assert.Contains("team/bad: GitRefNotFound", run.Output, StringComparison.Ordinal);
    }

    private static string Mode(FileSystemInfo entry)
    {
        const string Letters = "rwxrwxrwx";
        return string.Concat(Letters.Select((c, i) => ((int)entry.UnixFileMode & (1 << (8 - i))) != 0 ? c : '-'));
    }

    private static string Url(string scheme, TestRepository repository) =>
        scheme switch
        {
            "http" => TestServers.Http.Url("public", repository.Name),
            "https" => TestServers.Https.Url("public", repository.Name),
            "git" => TestServers.Daemon.Url(repository.Name),
            _ => TestServers.Ssh.Url(repository.Name),
        };
}
