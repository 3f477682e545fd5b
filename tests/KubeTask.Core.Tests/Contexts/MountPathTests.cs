using KubeTask.Core.Contexts;

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
    public void Hazard_26_what_belongs_to_the_system_is_refused(string path)
        => Assert.Contains("which belongs to the system", MountPath.Normalize(path, "/workspace").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "is empty; write an absolute path")]
    [InlineData("/", "\"/\" is the root; write a path below it")]
    [InlineData("//.//", "\"//.//\" is the root; write a path below it")]
    [InlineData("a/../b", "\"a/../b\" has \"..\" in it; write the path without")]
    [InlineData("/a:b", "\"/a:b\" has a colon or a control character; leave it out")]
    [InlineData("/a\0b", "\"/a?b\" has a colon or a control character; leave it out")]
    [InlineData("/a\u001fb", "\"/a?b\" has a colon or a control character; leave it out")]
    public void Hazard_26_what_is_no_path_is_refused_with_a_reason(string text, string error)
        => Assert.Equal((null, error), MountPath.Normalize(text, "/workspace"));

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
    public void Other_paths_are_made_absolute_and_plain(string text, string path)
        => Assert.Equal((path, null), MountPath.Normalize(text, "/workspace"));

    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/a/b", true)]
    [InlineData("/a/b", "/a", true)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/ab", "/a", false)]
    [InlineData("/a/b", "/a/c", false)]
    public void Paths_overlap_where_one_is_or_contains_the_other(string one, string other, bool overlap)
        => Assert.Equal(overlap, MountPath.Overlaps(one, other));
}
