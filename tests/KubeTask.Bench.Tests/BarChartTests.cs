using System.Globalization;
using System.Xml.Linq;
using KubeTask.Bench.Figures;

namespace KubeTask.Bench.Tests;

/// <summary>Plots as SVG.</summary>
public sealed class BarChartTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_bar_is_as_long_as_its_value_beside_the_greatest()
    {
        XElement[] bars = Bars(Chart(new Bar("a", "jit", 50), new Bar("b", "native", 200), new Bar("c", "bare", 0)));

        Assert.Equal(["jit", "native", "bare"], bars.Select(b => (string?)b.Attribute("class")));
        Assert.Equal(Number(bars[1], "width") / 4, Number(bars[0], "width"), 0.1);
        Assert.Equal(1, Number(bars[2], "width"));
    }

    [Fact]
    public void All_parts_are_inside_the_picture_and_no_two_bars_overlap()
    {
        var svg = XElement.Parse(Chart([.. Enumerable.Range(1, 9).Select(i => new Bar("bar", "jit", i))]).Svg());
        double width = Number(svg, "width"),
            height = Number(svg, "height");

        Assert.All(svg.Descendants(s_svg + "rect"), r =>
        {
            Assert.InRange(Number(r, "x") + Number(r, "width"), 0, width);
            Assert.InRange(Number(r, "y") + Number(r, "height"), 0, height);
        });
        Assert.All(svg.Descendants(s_svg + "text"), t => Assert.InRange(Number(t, "x"), 0, width - 40));
        XElement[] bars = [.. svg.Descendants(s_svg + "rect").Skip(1)];
        Assert.All(bars.Zip(bars.Skip(1)), b => Assert.True(Number(b.First, "y") + Number(b.First, "height") < Number(b.Second, "y")));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_is_not_a_number_has_the_shortest_bar(double value) =>
        Assert.Equal(1, Number(Bars(Chart(new Bar("a", "jit", value), new Bar("b", "jit", 3)))[0], "width"));

    [Fact]
    public void Text_is_escaped_and_light_and_dark_have_colors_of_their_own()
    {
        string svg = new BarChart("a < b & c", "note", [new BarGroup("\"d\" > e", [new Bar("f", "jit", 1)])]).Svg();

        var picture = XElement.Parse(svg);
        Assert.Equal("a < b & c", picture.Element(s_svg + "title")!.Value);
        Assert.Contains("\"d\" > e", picture.Elements(s_svg + "text").Select(t => t.Value));
        Assert.Contains("@media (prefers-color-scheme: dark)", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plots_show_both_builds_with_the_most_other_pods()
    {
        BenchFigures figures = SomeFigures.Of(SomeFigures.Run("JIT", 1000), SomeFigures.Run("JIT", 5000), SomeFigures.Run("native", 5000));

        IReadOnlyDictionary<string, BarChart> charts = Charts.Of(figures);

        Assert.All(charts.Values, c => Assert.Contains("with 5,000 other pods", c.Note, StringComparison.Ordinal));
        Assert.Equal(
            ["KubeTask, JIT", "bare calls beside it", "KubeTask, native", "bare calls beside it"],
            charts["rates.svg"].Groups[0].Bars.Select(b => b.Label)
        );
        Assert.Equal(["KubeTask, JIT", "KubeTask, native"], charts["memory.svg"].Groups[1].Bars.Select(b => b.Label));
    }

    private static BarChart Chart(params Bar[] bars) => new("title", "note", [new BarGroup("group", bars)]);

    /// <summary>The rectangles without the page.</summary>
    private static XElement[] Bars(BarChart chart) => [.. XElement.Parse(chart.Svg()).Descendants(s_svg + "rect").Skip(1)];

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
