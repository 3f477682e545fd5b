namespace KubeTask.Core.Tests;

public sealed class ObjectKeyTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a/b/c")]
    [InlineData("a//b")]
    [InlineData("a/b/")]
    public void A_text_that_is_not_namespace_and_name_is_not_a_key(string? text) =>
        Assert.Equal((null, $"subject: \"{text}\" is not a key; write namespace/name"), ObjectKey.Parse(text, "subject"));

    [Theory]
    [InlineData("a/b", "a", "b")]
    [InlineData("team-a/t.1", "team-a", "t.1")]
    public void A_key_is_written_as_it_is_read(string text, string ns, string name)
    {
        Assert.Equal((new ObjectKey(ns, name), null), ObjectKey.Parse(text, "x"));
        Assert.Equal(text, new ObjectKey(ns, name).ToString());
    }

    [Theory]
    [InlineData("a", "b", "a", "b", 0)]
    [InlineData("a", "b", "a", "c", -1)]
    [InlineData("a", "z", "b", "a", -1)]
    [InlineData("B", "a", "a", "a", -1)]
    public void Keys_sort_by_namespace_then_name_in_ordinal_order(string ns, string name, string otherNs, string otherName, int order)
    {
        var one = new ObjectKey(ns, name);
        var other = new ObjectKey(otherNs, otherName);

        Assert.Equal(order, Math.Sign(one.CompareTo(other)));
        Assert.Equal(-order, Math.Sign(other.CompareTo(one)));
        Assert.Equal((order < 0, order <= 0, order > 0, order >= 0), (one < other, one <= other, one > other, one >= other));
        Assert.Equal((order > 0, order >= 0, order < 0, order <= 0), (other < one, other <= one, other > one, other >= one));
    }
}
