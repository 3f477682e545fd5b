using Kubernetes.OpenApi;

namespace KubeTask.Schema.Tests;

public sealed class DescriptionTextTests
{
    [Theory]
    [InlineData("One. Two.", "One.")]
    [InlineData("One alone", "One alone")]
    [InlineData("Such as e.g. This one. Two.", "Such as e.g. This one.")]
    [InlineData("Version 1.2.3 of a.b is meant. More info: x", "Version 1.2.3 of a.b is meant.")]
    [InlineData("Ends. \"Quoted\" goes on.", "Ends.")]
    [InlineData("", "")]
    public void The_first_sentence_ends_where_the_next_one_begins(string text, string expected) =>
        Assert.Equal(expected, DescriptionText.FirstSentence(text));
}
