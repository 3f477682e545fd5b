using KubeTask.Core.Contexts;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tests.Contexts;

/// <summary>hazards.md, row 26, text by text.</summary>
public sealed class MountPathTests
{
    [Theory]
    [InlineData("/proc")]
    [InlineData("/proc/self/environ")]
    [InlineData("/sys")]
    [InlineData("/sys/fs")]
    [InlineData("/dev")]
    [InlineData("/dev/shm")]
    [InlineData("/var/run/secrets")]
    [InlineData("/var/run/secrets/x")]
    [InlineData("/run/secrets")]
    [InlineData("/run/secrets/x")]
    [InlineData("/etc/hosts")]
    [InlineData("/etc/hostname")]
    [InlineData("/etc/resolv.conf")]
    public void Hazard_26_a_path_of_the_system_is_refused(string path) =>
        Assert.Equal((null, RuleText.PathIsNotReserved), MountPath.Normalize(path, "/workspace"));

    [Theory]
    [InlineData("", "a path can't be empty; write an absolute one")]
    [InlineData("/", RuleText.PathIsNotRoot)]
    [InlineData("//.//", RuleText.PathIsNotRoot)]
    [InlineData("a/../b", RuleText.PathStaysBelow)]
    [InlineData("/a:b", RuleText.PathIsPlain)]
    [InlineData("/a\0b", RuleText.PathIsPlain)]
    [InlineData("/a\u001fb", RuleText.PathIsPlain)]
    public void Hazard_26_a_text_that_is_not_a_path_is_refused_with_a_reason(string text, string error) =>
        Assert.Equal((null, error), MountPath.Normalize(text, "/workspace"));

    /// <summary>What a shell would expand, and what nobody sees: a file of that name is never what was meant.</summary>
    [Theory]
    [InlineData("~", RuleText.PathHasNoHome)]
    [InlineData("~/.claude/CLAUDE.md", RuleText.PathHasNoHome)]
    [InlineData("~agent/notes.md", RuleText.PathHasNoHome)]
    [InlineData("/~/x", RuleText.PathHasNoHome)]
    [InlineData("./~/x", RuleText.PathHasNoHome)]
    [InlineData("/home/~x/y", RuleText.PathHasNoHome)]
    [InlineData("$HOME", RuleText.PathHasNoVariable)]
    [InlineData("$HOME/x.md", RuleText.PathHasNoVariable)]
    [InlineData("${HOME}/x.md", RuleText.PathHasNoVariable)]
    [InlineData("$(HOME)/x.md", RuleText.PathHasNoVariable)]
    [InlineData("/home/$USER/x.md", RuleText.PathHasNoVariable)]
    [InlineData(" ", RuleText.PathHasNoOuterBlanks)]
    [InlineData(" \u3000", RuleText.PathHasNoOuterBlanks)]
    [InlineData(" x.md", RuleText.PathHasNoOuterBlanks)]
    [InlineData("x.md ", RuleText.PathHasNoOuterBlanks)]
    [InlineData("/a /b", RuleText.PathHasNoOuterBlanks)]
    [InlineData("/a/ b", RuleText.PathHasNoOuterBlanks)]
    [InlineData("/a/\u00a0b", RuleText.PathHasNoOuterBlanks)]
    [InlineData("/a\u2003", RuleText.PathHasNoOuterBlanks)]
    [InlineData("/a\u0085/b", RuleText.PathHasNoOuterBlanks)]
    [InlineData("/a\u2028", RuleText.PathHasNoOuterBlanks)]
    [InlineData("/ /", RuleText.PathHasNoOuterBlanks)]
    public void Hazard_54_a_path_that_a_shell_would_change_is_refused_with_what_to_write(string text, string error) =>
        Assert.Equal((null, error), MountPath.Normalize(text, "/workspace"));

    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("a", "/workspace/a")]
    [InlineData("./a/./b//c/", "/workspace/a/b/c")]
    [InlineData("/...", "/...")]
    [InlineData("/..a", "/..a")]
    [InlineData("/var/run", "/var/run")]
    [InlineData("/run", "/run")]
    [InlineData("/etc", "/etc")]
    [InlineData("/processes", "/processes")]
    [InlineData("/a b", "/a b")]
    [InlineData("/a./b.", "/a./b.")]
    [InlineData("/a/. ./b", "/a/. ./b")]
    [InlineData("/\uff0e\uff0e/x", "/\uff0e\uff0e/x")]
    [InlineData("/%2e%2e/x", "/%2e%2e/x")]
    [InlineData("/a~/b~", "/a~/b~")]
    [InlineData("/a$/b$HOME", "/a$/b$HOME")]
    [InlineData("my notes (v2), ü.md", "/workspace/my notes (v2), ü.md")]
    [InlineData("/文 脈/x\u3000y", "/文 脈/x\u3000y")]
    public void An_allowed_path_is_made_absolute_and_normalized(string text, string path) =>
        Assert.Equal((path, null), MountPath.Normalize(text, "/workspace"));

    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/a/b", true)]
    [InlineData("/a/b", "/a", true)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/ab", "/a", false)]
    [InlineData("/a/b", "/a/c", false)]
    public void Paths_overlap_when_one_equals_or_contains_the_other(string one, string other, bool overlap) =>
        Assert.Equal(overlap, MountPath.Overlaps(one, other));
}
