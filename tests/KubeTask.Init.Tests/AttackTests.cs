using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>Work and repositories that want to run something, or to write where they mustn't.</summary>
public sealed class AttackTests
{
    [Theory]
    [InlineData("file:///etc", "no URL that KubeTask can fetch")]
    [InlineData("ext::sh", "no URL that KubeTask can fetch")]
    [InlineData("--upload-pack=touch /tmp/x", "no URL that KubeTask can fetch")]
    [InlineData("-oProxyCommand=touch", "no URL that KubeTask can fetch")]
    [InlineData("ssh://-oProxyCommand=touch/x", "host")]
    [InlineData("ssh://-l@example.com/x", "user")]
    [InlineData("git@-oProxyCommand=x:y", "host")]
    [InlineData("git@example.com:-x", "begins with -")]
    [InlineData("/etc/repository", "no URL that KubeTask can fetch")]
    [InlineData("ftp://example.com/x", "no URL that KubeTask can fetch")]
    [InlineData("https://example.com/../x", "names no repository")]
    [InlineData("https://user:canary@example.com/x", "password")]
    [InlineData("https://example.com/x?service=git-receive-pack", "query")]
    public async Task Hazard_27_a_hostile_URL_is_refused(string url, string words)
    {
        using InitRun run = await InitRun.OfAsync(Work.Of(url));

        run.Fails(GitReason.FetchFailed, "repository can't be used", words);
        Assert.DoesNotContain("canary", run.Output + run.ReportText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--upload-pack=touch")]
    [InlineData("-x")]
    [InlineData("a..b")]
    [InlineData("main:refs/heads/x")]
    [InlineData("a b")]
    [InlineData("main\n0000")]
    public async Task Hazard_27_a_hostile_ref_is_refused(string name)
    {
        TestRepository repository = await TestRepository.WithAsync(File("a"));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), name));

        run.Fails(GitReason.RefNotFound, "ref can't be used");
    }

    [Theory]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData(".Git")]
    [InlineData(".git ")]
    [InlineData(".git.")]
    [InlineData(".git . .")]
    [InlineData("git~1")]
    [InlineData("GIT~1")]
    [InlineData(".git::$INDEX_ALLOCATION")]
    [InlineData(".g\u200cit")]
    [InlineData("folder/.git")]
    public async Task Hazard_27_a_repository_cannot_bring_a_git_folder(string name)
    {
        TestRepository repository = await TestRepository.EmptyAsync();
        await CommitHostileAsync(repository, name + "/hooks/post-checkout", name + "/config");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Fails(GitReason.FetchFailed, "can't be checked out", ".git");
        Assert.False(Path.Exists(run.Content()));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    public async Task Hazard_27_an_entry_cannot_climb(string name)
    {
        TestRepository repository = await TestRepository.EmptyAsync();
        await CommitHostileAsync(repository, name + "/canary");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Fails(GitReason.FetchFailed, "no name of a file");
        Assert.False(Path.Exists(Path.Combine(run.Volume(), ".part", "canary")));
    }

    [Fact]
    public async Task Hazard_27_an_entry_with_a_slash_cannot_climb()
    {
        TestRepository repository = await TestRepository.EmptyAsync();
        string blob = await repository.BlobAsync("canary"u8.ToArray());
        byte[] tree = [.. "100644 ../../canary\0"u8, .. Convert.FromHexString(blob)];
        await repository.CommitTreeAsync(await repository.ObjectAsync("tree", tree));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Fails(GitReason.FetchFailed, "no name of a file");
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(run.Volume())!, "canary", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Hazard_27_nothing_is_written_through_a_link()
    {
        using var outside = new TestFolder();
        TestRepository repository = await TestRepository.EmptyAsync();
        string link = await repository.BlobAsync(System.Text.Encoding.UTF8.GetBytes(outside.Path));
        string inside = await repository.BlobAsync("other"u8.ToArray());
        string folder = await repository.TreeAsync([File("canary")]);
        foreach (string target in new[] { link, inside })
        {
            // The same name as a link and as a folder.
            byte[] tree =
            [
                .. "120000 a\0"u8,
                .. Convert.FromHexString(target),
                .. "40000 a\0"u8,
                .. Convert.FromHexString(folder),
                .. "40000 other\0"u8,
                .. Convert.FromHexString(folder),
            ];
            await repository.CommitTreeAsync(await repository.ObjectAsync("tree", tree));

            using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

            run.Fails(GitReason.FetchFailed, "has the name twice");
            Assert.Empty(Directory.EnumerateFileSystemEntries(outside.Path));
        }
    }

    [Fact]
    public async Task Files_that_only_look_like_gits_are_fine()
    {
        TestRepository repository = await TestRepository.WithAsync(
            File(".gitignore"),
            File(".gitattributes", "* filter=canary\n"),
            File(".github/workflows/x.yml"),
            File(".git-blame-ignore-revs"),
            File("git"),
            File("hooks/post-checkout")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Succeeds();
        Assert.Contains(".github/workflows/x.yml", run.Names());
    }

    [Fact]
    public async Task Names_and_servers_cannot_forge_lines_of_the_log()
    {
        TestRepository repository = await TestRepository.WithAsync(Link("x\nteam/docs: forged", "/etc\u001b[31m"));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Succeeds();
        Assert.DoesNotContain("\nteam/docs: forged", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task A_wrong_call_and_work_that_cannot_be_read_end_with_2()
    {
        using var empty = new TestFolder();
        using InitRun option = await InitRun.CallAsync("--wrong");
        using InitRun work = await InitRun.CallAsync("--root", empty.Path);
        using InitRun help = await InitRun.CallAsync("--help");

        Assert.Equal((2, 2, 0), (option.ExitCode, work.ExitCode, help.ExitCode));
        Assert.Contains("--wrong is no option", option.Output, StringComparison.Ordinal);
        Assert.Contains("work.json can't be read", work.Output, StringComparison.Ordinal);
        Assert.Contains("--report FILE", help.Output, StringComparison.Ordinal);
    }

    /// <summary>Commits files under names that mktree refuses, too.</summary>
    private static async Task CommitHostileAsync(TestRepository repository, params string[] paths)
    {
        string blob = await repository.BlobAsync("#!/bin/sh\n"u8.ToArray());
        await repository.CommitTreeAsync(await TreeAsync(repository, paths, blob));
    }

    private static async Task<string> TreeAsync(TestRepository repository, IEnumerable<string> paths, string blob)
    {
        var bytes = new List<byte>();
        foreach (IGrouping<string, string> group in paths.GroupBy(p => p.Split('/', 2)[0]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] inner = [.. group.Where(p => p.Contains('/', StringComparison.Ordinal)).Select(p => p.Split('/', 2)[1])];
            string id = inner.Length == 0 ? blob : await TreeAsync(repository, inner, blob);
            bytes.AddRange(System.Text.Encoding.UTF8.GetBytes($"{(inner.Length == 0 ? "100755" : "40000")} {group.Key}\0"));
            bytes.AddRange(Convert.FromHexString(id));
        }

        return await repository.ObjectAsync("tree", [.. bytes]);
    }
}
