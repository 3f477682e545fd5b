using KubeTask.Bench.Figures;

namespace KubeTask.Bench.Tests;

/// <summary>Figures between a document's markers.</summary>
public sealed class MarkedFiguresTests
{
    private const string Document =
        "# Speed\n\n<!-- figures: a -->\n\n| old |\n\n<!-- end -->\n\nText.\n\n<!-- figures: b --><!-- end -->\n";

    [Fact]
    public void Only_what_stands_between_the_markers_changes() =>
        Assert.Equal(
            "# Speed\n\n<!-- figures: a -->\n\n| new |\n\n<!-- end -->\n\nText.\n\n<!-- figures: b -->\n\n| b |\n\n<!-- end -->\n",
            MarkedFigures.Replace(Document, Figures("| new |\n", "| b |\n"))
        );

    [Fact]
    public void A_second_writing_changes_nothing()
    {
        string once = MarkedFigures.Replace(Document, Figures("| new |\n", "| b |\n"));

        Assert.Equal(once, MarkedFigures.Replace(once, Figures("| new |\n", "| b |\n")));
    }

    [Theory]
    [InlineData("<!-- figures: a --> <!-- end -->", "no marker for b")]
    [InlineData("<!-- figures: a --> <!-- end --> <!-- figures: c --> <!-- end -->", "no figures for the marker \"c\"")]
    [InlineData("<!-- figures: a --> <!-- figures: b --> <!-- end -->", "\"a\" has no <!-- end -->")]
    [InlineData("<!-- figures: a -->", "\"a\" has no <!-- end -->")]
    [InlineData("<!-- figures: a", "no figures for the marker \"\"")]
    public void A_marker_that_is_missing_unknown_or_open_is_refused(string document, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<FormatException>(() => MarkedFigures.Replace(document, Figures("a", "b"))).Message,
            StringComparison.Ordinal
        );

    private static Dictionary<string, string> Figures(string a, string b) => new() { ["a"] = a, ["b"] = b };
}
