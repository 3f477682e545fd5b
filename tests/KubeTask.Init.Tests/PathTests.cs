using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>Parts of a repository, and links.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("docs", "a.md,deep,deep/b.txt")]
    [InlineData("docs/", "a.md,deep,deep/b.txt")]
    [InlineData("./docs//deep", "b.txt")]
    [InlineData("linked", "a.md,deep,deep/b.txt")]
    [InlineData("", "README.md,docs,docs/a.md,docs/deep,docs/deep/b.txt,linked")]
    public async Task A_folder_of_the_repository_comes_alone(string path, string names)
    {
        TestRepository repository = await TestRepository.WithAsync(
            File("README.md"),
            File("docs/a.md"),
            File("docs/deep/b.txt"),
            Link("linked", "docs")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), path: path));

        run.Succeeds();
        Assert.Equal(path.Length == 0, Directory.Exists(Path.Combine(run.Content(), ".git")));
        Assert.Equal(names.Split(','), run.Names());
        Assert.Equal(["content"], Directory.EnumerateFileSystemEntries(run.Volume()).Select(f => Path.GetFileName(f)));
    }

    [Theory]
    [InlineData("docs/a.md", false)]
    [InlineData("link.md", false)]
    [InlineData("docs/run", true)]
    public async Task A_file_of_the_repository_is_the_content(string path, bool isProgram)
    {
        TestRepository repository = await TestRepository.WithAsync(
            File("docs/a.md", "text"),
            Link("link.md", "docs/a.md"),
            Program("docs/run", "text")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), path: path));

        run.Succeeds();
        Assert.Equal("text", run.Text(""));
        Assert.Null(new FileInfo(run.Content()).LinkTarget);
        Assert.Equal(isProgram, System.IO.File.GetUnixFileMode(run.Content()).HasFlag(UnixFileMode.OtherExecute));
    }

    [Theory]
    [InlineData("missing", "README.md, docs, out")]
    [InlineData("docs/missing", "docs has a.md")]
    [InlineData("README.md/x", "README.md is a file")]
    [InlineData("DOCS", "README.md, docs, out")]
    [InlineData("out", "leaves the repository")]
    [InlineData("out/passwd", "leaves the repository")]
    [InlineData("docs/../../x", "..")]
    [InlineData("/etc/passwd", "slash")]
    [InlineData(".git/config", ".git")]
    [InlineData("sub", "is a submodule")]
    public async Task A_path_that_leads_nowhere_or_out_is_named_with_what_is_there(string path, string words)
    {
        TestRepository repository = await TestRepository.WithAsync(
            File("README.md"),
            File("docs/a.md"),
            Link("out", "/etc"),
            Submodule("sub", "0123456789012345678901234567890123456789")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), path: path));

        run.Fails(GitReason.PathNotFound, words);
        Assert.False(Path.Exists(run.Content()));
    }

    [Fact]
    public async Task In_a_whole_repository_links_inside_stay_and_links_that_leave_are_left_out_with_a_warning()
    {
        TestRepository repository = await TestRepository.WithAsync(
            File("AGENTS.md", "agents"),
            Link("docs/CLAUDE.md", "../AGENTS.md"),
            Link("docs/folder", "../other"),
            File("other/file"),
            Link("dangling", "nowhere/yet"),
            Link("absolute", "/etc/passwd"),
            Link("climbing", "../../etc/passwd"),
            Link("round", "docs/folder/../../../etc"),
            Link("top", "other/up"),
            Link("other/up", ".."),
            Link("through", "top/../.."),
            Link("missing-then-up", "no/such/../../../../etc"),
            Link("config", ".git/config")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Succeeds();
        Assert.Equal("agents", run.Text("docs/CLAUDE.md"));
        Assert.Equal("../AGENTS.md", new FileInfo(Path.Combine(run.Content(), "docs/CLAUDE.md")).LinkTarget);
        Assert.True(System.IO.File.Exists(Path.Combine(run.Content(), "docs/folder/file")));
        Assert.Contains("dangling", run.Names());
        foreach (string left in new[] { "absolute", "climbing", "round", "through", "missing-then-up", "config" })
        {
            Assert.DoesNotContain(left, run.Names());
            Assert.Contains($"warning: the link {left} -> ", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task In_a_part_of_a_repository_links_to_its_other_files_become_copies()
    {
        TestRepository repository = await TestRepository.WithAsync(
            File("AGENTS.md", "agents"),
            File("shared/x/y", "shared"),
            Link("shared/own", "x/y"),
            Link("shared/back", "../AGENTS.md"),
            File("docs/a.md", "a"),
            Link("docs/inside", "a.md"),
            Link("docs/CLAUDE.md", "../AGENTS.md"),
            Link("docs/shared", "../shared"),
            Link("docs/chain", "CLAUDE.md"),
            Link("docs/out", "../../etc/passwd"),
            Link("docs/everything", ".."),
            Link("docs/myself", "../docs")
        );

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), path: "docs"));

        run.Succeeds();
        Assert.Equal("a.md", new FileInfo(Path.Combine(run.Content(), "inside")).LinkTarget);
        foreach (string copy in new[] { "CLAUDE.md", "chain", "shared/back" })
        {
            Assert.Null(new FileInfo(Path.Combine(run.Content(), copy)).LinkTarget);
            Assert.Equal("agents", run.Text(copy));
        }

        Assert.Equal("shared", run.Text("shared/x/y"));
        Assert.Equal("x/y", new FileInfo(Path.Combine(run.Content(), "shared/own")).LinkTarget);
        foreach (string left in new[] { "out", "everything", "myself" })
        {
            Assert.DoesNotContain(left, run.Names());
            Assert.Contains($"warning: the link docs/{left} -> ", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Copies_count_for_the_size_limit()
    {
        List<TestEntry> entries = [File("big/file", new byte[1_000_000]), File("docs/a")];
        for (int i = 0; i < 20; i++)
            entries.Add(Link($"docs/copy{i}", "../big"));
        TestRepository repository = await TestRepository.WithAsync([.. entries]);

        using InitRun run = await InitRun.OfAsync(
            Work.Of(TestServers.Http.Url("public", repository.Name), path: "docs"),
            new RunOptions { MaxBytes = 10_000_000 }
        );

        run.Fails(GitReason.TooLarge, "10,000,000 bytes");
    }
}
