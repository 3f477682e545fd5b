using KubeTask.Core.Names;

namespace KubeTask.Core.Tests.Names;

/// <summary>The names are the locks: a change of one would make what an earlier version made invisible to the next.</summary>
public sealed class ResourceNamesTests
{
    [Fact]
    public void Names_are_the_Tasks_with_a_suffix()
    {
        Assert.Equal("t-job", ResourceNames.Job("t"));
        Assert.Equal("t-job-2", ResourceNames.Job("t", 2));
        Assert.Equal("t-context", ResourceNames.ContextConfigMap("t"));
        Assert.Equal("t-context-1", ResourceNames.ContextConfigMap("t", 1));
        Assert.Equal("t", ResourceNames.LabelValue("t"));
        Assert.Matches("^t\\.[0-9a-f]{16}$", ResourceNames.Event("t", "uid", "Started"));
    }

    [Fact]
    public void The_parts_of_an_Events_identity_stay_apart() =>
        Assert.NotEqual(ResourceNames.Event("t", "ab", "c"), ResourceNames.Event("t", "a", "bc"));

    [Theory]
    [InlineData(63, 63)]
    [InlineData(64, 63)]
    [InlineData(253, 63)]
    public void A_label_is_cut_to_its_limit_and_no_shorter(int length, int expected) =>
        Assert.Equal(expected, ResourceNames.LabelValue(new string('x', length)).Length);

    [Theory]
    [InlineData("aaaa-bbbbbbbbbbbbbb")]
    [InlineData("aaaa.bbbbbbbbbbbbbb")]
    [InlineData("aaaa_bbbbbbbbbbbbbb")]
    public void A_cut_never_ends_in_a_separator(string name)
    {
        string fitted = ResourceNames.Fit(name, "", 14);

        Assert.Matches("^aaaa-[0-9a-f]{8}$", fitted);
        Assert.EndsWith(ResourceNames.Hash(name, 8), fitted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_is_the_beginning_of_the_SHA_256() => Assert.Equal("e3b0c442", ResourceNames.Hash("", 8));
}
