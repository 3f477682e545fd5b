using KubeTask.Init.Reporting;

namespace KubeTask.Init.Tests.Units;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("the value pa$$ word/1 is here", "the value *** is here")]
    [InlineData("URL-encoded: pa%24%24%20word%2F1", "URL-encoded: ***")]
    [InlineData("base64: cGEkJCB3b3JkLzE=", "base64: ***")]
    [InlineData("pair: bWU6cGEkJCB3b3JkLzE=", "pair: ***")]
    [InlineData("pair: me:pa$$ word/1", "pair: ***")]
    [InlineData("https://me@example.com/x and https://example.com/y@z", "https://example.com/x and https://example.com/y@z")]
    [InlineData("https://a:b@example.com/", "https://example.com/")]
    [InlineData("ssh://git@example.com/x", "ssh://git@example.com/x")]
    [InlineData("ssh://git:pass@example.com/x", "ssh://example.com/x")]
    [InlineData("nothing", "nothing")]
    public void Secrets_are_taken_out_in_all_their_forms(string text, string expected)
    {
        var redactor = new Redactor();
        redactor.AddPair("me", "pa$$ word/1");

        Assert.Equal(expected, redactor.Clean(text));
    }

    [Fact]
    public void A_secret_that_is_a_part_of_another_leaves_no_rest()
    {
        var redactor = new Redactor();
        redactor.Add("abc");
        redactor.Add("abcdef");
        redactor.Add("line one\nline two");

        Assert.Equal("*** and ***", redactor.Clean("abcdef and line two"));
    }
}
