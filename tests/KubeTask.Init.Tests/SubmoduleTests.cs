using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using KubeTask.Init.Tests.Servers;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>Repositories in repositories.</summary>
public sealed class SubmoduleTests
{
    [Fact]
    public async Task Without_recurseSubmodules_they_are_left_out_and_the_log_says_so()
    {
        (TestRepository outer, _) = await NestedAsync(r => TestServers.Http.Url("public", r.Name));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", outer.Name)));

        run.Succeeds();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(run.Content(), "libs/middle")));
        Assert.Contains("1 submodules are left out", run.Output, StringComparison.Ordinal);
        Assert.Equal("", await run.GitAsync("status", "--porcelain"));
    }

    [Fact]
    public async Task With_it_they_come_on_all_levels_and_git_knows_them()
    {
        (TestRepository outer, string innermost) = await NestedAsync(r => $"../{r.Name}");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", outer.Name), submodules: true));

        run.Succeeds();
        Assert.Equal("inner", run.Text("libs/middle/deep/inner/file"));
        string status = await run.GitAsync("submodule", "status", "--recursive");
        Assert.Contains($" {innermost} libs/middle/deep/inner", status, StringComparison.Ordinal);
        Assert.Equal("", await run.GitAsync("status", "--porcelain"));
        Assert.Equal(
            TestServers.Http.Url("public", outer.Name).Replace(outer.Name, "", StringComparison.Ordinal),
            (await run.GitAsync("config", "submodule.middle.url"))[..^36]
        );
    }

    [Fact]
    public async Task In_a_part_of_a_repository_they_are_plain_files()
    {
        (TestRepository outer, _) = await NestedAsync(r => $"../{r.Name}");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", outer.Name), path: "libs", submodules: true));

        run.Succeeds();
        Assert.Equal(["middle", "middle/.gitmodules", "middle/deep", "middle/deep/inner", "middle/deep/inner/file"], run.Names());
    }

    [Fact]
    public async Task Only_submodules_on_the_same_server_get_the_credentials()
    {
        TestRepository there = await TestRepository.WithAsync(File("file"));
        TestRepository here = await TestRepository.WithAsync(File("file"));
        TestRepository outer = await TestRepository.WithAsync(
            Modules(("a", "a", $"../{here.Name}"), ("b", "b", TestServers.Https.Url("public", there.Name))),
            Submodule("a", await here.GitAsync("rev-parse", "main")),
            Submodule("b", await there.GitAsync("rev-parse", "main"))
        );

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("private", outer.Name), submodules: true),
            RunOptions.With(("username", HttpGitServer.User), ("password", HttpGitServer.Password)) with
            {
                Ca = PrivateAuthority.Pem,
            }
        );

        run.Succeeds();
        Assert.Equal(["a", "a/file", "b", "b/file"], run.Names().Where(n => !n.Contains(".git", StringComparison.Ordinal)));
        Assert.All(TestServers.Https.Requests.Where(r => r.Path.Contains(there.Name, StringComparison.Ordinal)), r =>
            Assert.Null(r.Authorization)
        );
    }

    [Fact]
    public async Task A_submodule_that_fails_is_named()
    {
        TestRepository outer = await TestRepository.WithAsync(
            Modules(("a", "a", "../missing.git")),
            Submodule("a", "0123456789012345678901234567890123456789")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", outer.Name), submodules: true));

        run.Fails(GitReason.Unreachable, "submodule a: ", "no such repository");
    }

    [Fact]
    public async Task A_submodule_without_an_entry_is_left_out_with_a_warning()
    {
        TestRepository outer = await TestRepository.WithAsync(File("f"), Submodule("a", "0123456789012345678901234567890123456789"));

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", outer.Name), submodules: true));

        run.Succeeds();
        Assert.Contains("warning: the submodule a isn't in .gitmodules", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "file:///etc", "no URL that KubeTask can fetch")]
    [InlineData("a", "ext::sh -c touch% /tmp/canary", "blank")]
    [InlineData("a", "ext::x", "no URL that KubeTask can fetch")]
    [InlineData("a", "--upload-pack=touch", "no URL that KubeTask can fetch")]
    [InlineData("a", "/etc/repository", "no URL that KubeTask can fetch")]
    [InlineData("a", "../../../../../../x.git", "leaves the server's root")]
    [InlineData("a", "https://user:canary@example.com/x", "password")]
    [InlineData("../../hooks", "../x.git", "its name isn't one that git makes")]
    [InlineData("-x", "../x.git", "its name isn't one that git makes")]
    [InlineData("/etc/x", "../x.git", "its name isn't one that git makes")]
    [InlineData("x/.git/hooks", "../x.git", "its name isn't one that git makes")]
    public async Task Hazard_27_a_hostile_URL_or_name_is_refused(string name, string url, string words)
    {
        TestRepository outer = await TestRepository.WithAsync(
            Modules((name, "a", url)),
            Submodule("a", "0123456789012345678901234567890123456789")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", outer.Name), submodules: true));

        run.Fails(GitReason.FetchFailed, "the submodule a is refused", words);
        Assert.DoesNotContain("canary@", run.Output + run.ReportText, StringComparison.Ordinal);
    }

    /// <summary>outer has middle, which has inner; returns inner's commit.</summary>
    private static async Task<(TestRepository Outer, string Innermost)> NestedAsync(Func<TestRepository, string> url)
    {
        TestRepository inner = await TestRepository.WithAsync(File("file", "inner"));
        string innermost = await inner.GitAsync("rev-parse", "main");
        TestRepository middle = await TestRepository.WithAsync(
            Modules(("inner", "deep/inner", url(inner))),
            Submodule("deep/inner", innermost)
        );
        TestRepository outer = await TestRepository.WithAsync(
            Modules(("middle", "libs/middle", url(middle))),
            Submodule("libs/middle", await middle.GitAsync("rev-parse", "main"))
        );
        return (outer, innermost);
    }
}
