using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

public sealed class RevisionTests
{
    [Theory]
    [InlineData("4711", "4711")]
    [InlineData("0", null)]
    [InlineData("not-a-number", null)]
    public void A_resourceVersion_can_be_told_again_where_it_was_a_number(string text, string? told) =>
        Assert.Equal(told, Revision.Parse(text).Text);
}
