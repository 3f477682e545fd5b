using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Git;

namespace KubeTask.Core.Tests.Contexts;

/// <summary>hazards.md, row 27: nothing that a program could read as an option, a command or another place.</summary>
public sealed class GitRulesTests
{
    [Theory]
    [InlineData("https://github.com/org/contexts", "https://github.com/org/contexts")]
    [InlineData("https://Example.com:8443/a b%20c.git", null)]
    [InlineData("https://example.com:8443/a%20b.git", "https://example.com:8443/a%20b.git")]
    [InlineData("https://org@dev.azure.com/org/p/_git/r", "https://dev.azure.com/org/p/_git/r")]
    [InlineData("https://[2001:db8::1]:8443/r", "https://[2001:db8::1]:8443/r")]
    [InlineData("http://10.0.0.1/r.git", "http://10.0.0.1/r.git")]
    [InlineData("git@github.com:org/contexts.git", "git@github.com:org/contexts.git")]
    [InlineData("git@example.com:/srv/r.git", "ssh://git@example.com/srv/r.git")]
    [InlineData("ssh://git@example.com:2222/~user/r.git", "ssh://git@example.com:2222/~user/r.git")]
    [InlineData("git://example.com/r.git", "git://example.com/r.git")]
    [InlineData("", null)]
    [InlineData("--upload-pack=touch${IFS}x", null)]
    [InlineData("-oProxyCommand=id@host:path", null)]
    [InlineData("git@-oProxyCommand=id:path", null)]
    [InlineData("ssh://-oProxyCommand=id/path", null)]
    [InlineData("ssh://git@-oProxyCommand=id/path", null)]
    [InlineData("ssh://-l@example.com/path", null)]
    [InlineData("ssh://git@example.com/--upload-pack=id", null)]
    [InlineData("git@example.com:-x", null)]
    [InlineData("file:///etc", null)]
    [InlineData("/etc", null)]
    [InlineData("./r", null)]
    [InlineData("ext::sh -c id", null)]
    [InlineData("ext::id", null)]
    [InlineData("https::https://example.com/r", null)]
    [InlineData("ftp://example.com/r", null)]
    [InlineData("HTTPS://example.com/r", null)]
    [InlineData("https://example.com", null)]
    [InlineData("https://example.com/", null)]
    [InlineData("https://example.com/a/../b", null)]
    [InlineData("https://example.com:0/r", null)]
    [InlineData("https://example.com:x/r", null)]
    [InlineData("https:///r", null)]
    [InlineData("https://me:hunter2@example.com/r", null)]
    [InlineData("git://me@example.com/r", null)]
    [InlineData("https://example.com/r\nhost: x", null)]
    public void Hazard_27_a_URL_is_read_or_refused(string text, string? read)
    {
        (GitAddress? address, string? error) = GitAddress.Read(text);

        Assert.Equal(read, address?.ToString());
        Assert.Equal(read is null, error is not null);
        Assert.Equal(error is not null, GitRules.Broken(new GitContext { Repository = text }) is not null);
        Assert.DoesNotContain("hunter2", error ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("main")]
    [InlineData("release/v1.2")]
    [InlineData("refs/tags/v1.2.0")]
    [InlineData("1a2b3c4")]
    [InlineData("größe")]
    [InlineData("a@b")]
    public void Hazard_27_a_ref_that_git_allows_is_taken(string text) => Assert.Null(GitText.BrokenRef(text));

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("--upload-pack=id")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a~1")]
    [InlineData("a^{}")]
    [InlineData("a:b")]
    [InlineData("a\\b")]
    [InlineData("a\u0001b")]
    [InlineData("@")]
    [InlineData("a@{1}")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/.b")]
    [InlineData("a.lock")]
    [InlineData("a.")]
    public void Hazard_27_any_other_ref_is_refused(string text) => Assert.Equal(GitText.NoRef, GitText.BrokenRef(text));

    [Theory]
    [InlineData("", 0)]
    [InlineData(".", 0)]
    [InlineData("./", 0)]
    [InlineData(".claude/", 1)]
    [InlineData("docs//guide.md", 2)]
    [InlineData("..docs/a..b", 2)]
    [InlineData("-x", 1)]
    public void Hazard_27_a_path_in_the_repository_is_taken(string text, int names)
    {
        Assert.Null(GitText.BrokenPath(text));
        Assert.Equal(names, GitText.Names(text).Count);
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData(".git/config")]
    [InlineData("a/.GIT")]
    [InlineData("a\u0000b")]
    public void Hazard_27_any_other_path_is_refused(string text) => Assert.NotNull(GitText.BrokenPath(text));

    [Fact]
    public void A_negative_depth_is_refused() =>
        Assert.StartsWith(
            "spec.git.depth",
            GitRules.Broken(new GitContext { Repository = "https://example.com/r", Depth = -1 }),
            StringComparison.Ordinal
        );
}
