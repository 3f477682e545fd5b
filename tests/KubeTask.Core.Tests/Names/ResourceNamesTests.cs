using KubeTask.Core.Names;

namespace KubeTask.Core.Tests.Names;

/// <summary>The names are the locks: if one changed, a new version would not find the objects that an older version created.</summary>
public sealed class ResourceNamesTests
{
    [Fact]
    public void The_name_of_an_object_is_its_Tasks_name_with_a_suffix()
    {
        Assert.Equal("t-job", ResourceNames.Job("t"));
        Assert.Equal("t-job-2", ResourceNames.Job("t", 2));
        Assert.Equal("t-context", ResourceNames.ContextConfigMap("t"));
        Assert.Equal("t-context-1", ResourceNames.ContextConfigMap("t", 1));
        Assert.Equal("t", ResourceNames.LabelValue("t"));
        Assert.Matches("^t\\.[0-9a-f]{16}$", ResourceNames.Event("t", "uid", "Started"));
    }

    [Fact]
    public void Events_with_different_parts_have_different_names() =>
        Assert.NotEqual(ResourceNames.Event("t", "ab", "c"), ResourceNames.Event("t", "a", "bc"));

    [Theory]
    [InlineData(63, 63)]
    [InlineData(64, 63)]
    [InlineData(253, 63)]
    public void A_label_is_cut_to_exactly_its_limit(int length, int expected) =>
        Assert.Equal(expected, ResourceNames.LabelValue(new string('x', length)).Length);

    [Theory]
    [InlineData("aaaa-bbbbbbbbbbbbbb")]
    [InlineData("aaaa.bbbbbbbbbbbbbb")]
    [InlineData("aaaa_bbbbbbbbbbbbbb")]
    public void A_cut_label_never_has_a_separator_before_its_hash(string name)
    {
        string fitted = ResourceNames.Fit(name, "", 14);

        Assert.Matches("^aaaa-[0-9a-f]{8}$", fitted);
        Assert.EndsWith(ResourceNames.Hash(name, 8), fitted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_is_the_start_of_the_SHA_256() => Assert.Equal("e3b0c442", ResourceNames.Hash("", 8));
}
