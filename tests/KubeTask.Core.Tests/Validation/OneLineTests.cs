using CsCheck;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Tests.Validation;

/// <summary>A text by others stays one harmless line in a status, an Event or a log.</summary>
public sealed class OneLineTests
{
    [Theory]
    [InlineData("plain: é 文脈 😀", "plain: é 文脈 😀")]
    [InlineData("a\nb\r\nc\td\u2028e\u2029f\u0085g", "a b  c d e f\ufffdg")]
    [InlineData("\u001b[31m\u202eevil\u200b\0", "\ufffd[31m\ufffdevil\ufffd\ufffd")]
    public void Invisible_characters_are_marked_and_lines_are_joined(string text, string line) => Assert.Equal(line, OneLine.Of(text));

    [Fact]
    public void A_lone_surrogate_is_marked() => Assert.Equal("a \ufffd b", OneLine.Of("a " + '\ud800' + " b"));

    [Fact]
    public void A_long_text_is_cut_between_characters_and_marked() => Assert.Equal("😀😀… (cut)", OneLine.Of("😀😀😀", 4));

    [Fact]
    public void A_text_that_fits_is_not_cut() => Assert.Equal("abcd", OneLine.Of("abcd", 4));

    [Fact]
    public void Hazard_23_no_text_breaks_its_line_or_grows() =>
        Gen.OneOf(Draw.Text, Gen.String)
            .Sample(
                text =>
                {
                    string line = OneLine.Of(text, 50);
                    Assert.DoesNotContain(line, char.IsControl);
                    Assert.InRange(line.Length, 0, 51 + "… (cut)".Length);
                    Assert.Equal(line, OneLine.Of(line, 100));
                },
                iter: Draw.Times(3000)
            );
}
