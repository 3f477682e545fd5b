using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Tests.Watching;

public sealed class RevisionTests
{
    [Theory]
    [InlineData("4711", "4711")]
    [InlineData("0", null)]
    [InlineData("not-a-number", null)]
    public void The_text_of_a_resourceVersion_is_known_if_it_was_a_number(string text, string? expected) =>
        Assert.Equal(expected, Revision.Parse(text).Text);
}
