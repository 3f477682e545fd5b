using KubeTask.Git;
using KubeTask.Init.Tests.Running;
using static KubeTask.Init.Tests.Running.TestEntry;

namespace KubeTask.Init.Tests;

/// <summary>What a ref stands for.</summary>
public sealed class RefTests
{
    [Fact]
    public async Task Branches_tags_and_commits_are_found_in_all_their_forms()
    {
        (TestRepository repository, string[] commits) = await HistoryAsync();
        (string Ref, int Index)[] cases =
        [
            ("HEAD", 2),
            ("main", 2),
            ("refs/heads/main", 2),
            ("feature/one", 3),
            ("v1", 0),
            ("refs/tags/v1", 0),
            ("v1-annotated", 0),
            ("nested", 0),
            (commits[2], 2),
            (commits[2].ToUpperInvariant(), 2),
            (commits[2][..8], 2),
            (commits[1], 1),
            (commits[1][..10], 1),
        ];

        using InitRun run = await InitRun.OfAsync([.. cases.Select(c => Work.Of(TestServers.Http.Url("public", repository.Name), c.Ref))]);

        run.Succeeds();
        Assert.Equal(cases.Select(c => (c.Ref, commits[c.Index])), cases.Zip(run.Report.Contexts!, (c, r) => (c.Ref, r.Commit)));
        Assert.Equal(cases.Select(c => $"{c.Index}"), cases.Select((_, i) => run.Text("number", i)));
    }

    [Fact]
    public async Task A_branch_goes_before_a_tag_of_the_same_name()
    {
        (TestRepository repository, string[] commits) = await HistoryAsync();
        await repository.GitAsync("tag", "main", commits[0]);

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), "main"));

        run.Succeeds();
        Assert.Equal(commits[2], run.Report.Contexts![0].Commit);
    }

    [Fact]
    public async Task A_commit_that_the_server_sends_at_depth_1_comes_alone()
    {
        (TestRepository repository, string[] commits) = await HistoryAsync();

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), commits[1]));

        run.Succeeds();
        Assert.Equal("1", await run.GitAsync("rev-list", "--count", "HEAD"));
        Assert.Equal("HEAD", await run.GitAsync("rev-parse", "--abbrev-ref", "HEAD"));
    }

    [Fact]
    public async Task A_commit_that_the_server_refuses_is_looked_for_in_everything()
    {
        (TestRepository repository, string[] commits) = await HistoryAsync();
        // The server offers to send any tip, and this commit is none.
        await repository.GitAsync("config", "uploadpack.allowTipSHA1InWant", "true");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Daemon.Url(repository.Name), commits[1]));

        run.Succeeds();
        Assert.Equal(commits[1], run.Report.Contexts![0].Commit);
        Assert.Contains("all branches and tags are fetched", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_history_comes_with_its_tags()
    {
        (TestRepository repository, _) = await HistoryAsync();

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), "main", depth: 0));

        run.Succeeds();
        Assert.Contains("v1-annotated", await run.GitAsync("tag"), StringComparison.Ordinal);
        Assert.Equal(
            "v1-annotated-2-g" + run.Report.Contexts![0].Commit[..7],
            await run.GitAsync("describe", "--abbrev=7", "--match", "v*")
        );
        await run.GitAsync("fsck", "--strict");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("refs/heads/missing")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("abcdef12")]
    [InlineData("mai")]
    public async Task A_ref_that_the_repository_lacks_is_named_with_what_it_has(string name)
    {
        (TestRepository repository, _) = await HistoryAsync();

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), name));

        run.Fails(GitReason.RefNotFound, "Context team/docs: the repository has no branch, tag or commit", name, "feature/one, main");
    }

    [Fact]
    public async Task An_empty_repository_is_called_empty_over_each_scheme()
    {
        TestRepository repository = await TestRepository.EmptyAsync();

        foreach (string url in new[] { TestServers.Http.Url("public", repository.Name), TestServers.Daemon.Url(repository.Name) })
        {
            using InitRun run = await InitRun.OfAsync(Work.Of(url));
            run.Fails(GitReason.RefNotFound, "the repository is empty");
        }
    }

    [Fact]
    public async Task A_HEAD_that_stands_for_a_missing_branch_is_explained()
    {
        (TestRepository repository, _) = await HistoryAsync();
        await repository.GitAsync("symbolic-ref", "HEAD", "refs/heads/gone");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name)));

        run.Fails(GitReason.RefNotFound, "HEAD");
    }

    [Fact]
    public async Task A_tag_of_a_file_stands_for_no_commit()
    {
        (TestRepository repository, _) = await HistoryAsync();
        await repository.GitAsync("tag", "blob", "main:number");

        using InitRun run = await InitRun.OfAsync(Work.Of(TestServers.Http.Url("public", repository.Name), "blob"));

        run.Fails(GitReason.RefNotFound, "blob");
    }

    /// <summary>Three commits on main, one on feature/one; tags at the first.</summary>
    private static async Task<(TestRepository Repository, string[] Commits)> HistoryAsync()
    {
        TestRepository repository = await TestRepository.EmptyAsync();
        var commits = new List<string>();
        for (int i = 0; i < 3; i++)
            commits.Add(await repository.CommitAsync([File("number", $"{i}")]));
        commits.Add(await repository.CommitAsync([File("number", "3")], "feature/one"));
        await repository.GitAsync("tag", "v1", commits[0]);
        await repository.GitAsync("tag", "-a", "-m", "one", "v1-annotated", commits[0]);
        await repository.GitAsync("tag", "-a", "-m", "two", "nested", "v1-annotated");
        return (repository, [.. commits]);
    }
}
