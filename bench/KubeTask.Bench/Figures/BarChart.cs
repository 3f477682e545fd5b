using System.Globalization;
using System.Text;

namespace KubeTask.Bench.Figures;

/// <summary>Horizontal bars in groups, as SVG. Its colors follow the reader's choice of light or dark.</summary>
/// <param name="Title">What the bars show, with the unit.</param>
/// <param name="Note">What else belongs to it.</param>
/// <param name="Groups">The groups, from top to bottom.</param>
internal sealed record BarChart(string Title, string Note, IReadOnlyList<BarGroup> Groups)
{
    private const int Width = 760;
    private const int Margin = 20;
    private const int LabelWidth = 180;
    private const int ValueWidth = 60;
    private const int BarHeight = 16;
    private const int BarStep = 20;
    private const int GroupStep = 34;
    private const int TitleHeight = 64;

    private const string Style = """
        text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
        .title { font-size: 15px; font-weight: 600 }
        .group { font-weight: 600 }
        .note { fill: #59636e }
        .page { fill: #ffffff; stroke: #d1d9e0 }
        .jit { fill: #0969da }
        .native { fill: #1a7f37 }
        .bare { fill: #afb8c1 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .note { fill: #9198a1 }
          .page { fill: #0d1117; stroke: #3d444d }
          .jit { fill: #4493f8 }
          .native { fill: #3fb950 }
          .bare { fill: #656c76 }
        }
        """;

    /// <summary>The SVG document.</summary>
    public string Svg()
    {
        double most = Groups.SelectMany(g => g.Bars).Select(b => b.Value).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        int height = TitleHeight + Groups.Sum(g => GroupStep + (g.Bars.Count * BarStep)) + (Margin / 2);
        var svg = new StringBuilder();
        void Line(FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{Width}\" height=\"{height}\"");
        Line($"  viewBox=\"0 0 {Width} {height}\">");
        Line($"<title>{Escaped(Title)}</title>");
        Line($"<style>\n{Style}\n</style>");
        Line($"<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{Width - 1}\" height=\"{height - 1}\" rx=\"6\"/>");
        Line($"<text class=\"title\" x=\"{Margin}\" y=\"32\">{Escaped(Title)}</text>");
        Line($"<text class=\"note\" x=\"{Margin}\" y=\"52\">{Escaped(Note)}</text>");
        int y = TitleHeight;
        foreach (BarGroup group in Groups)
        {
            Line($"<text class=\"group\" x=\"{Margin}\" y=\"{y + 20}\">{Escaped(group.Label)}</text>");
            y += GroupStep - 4;
            foreach (Bar bar in group.Bars)
            {
                double part = most > 0 && double.IsFinite(bar.Value) ? Math.Max(0, bar.Value) / most : 0;
                double length = Math.Max(1, part * (Width - (2 * Margin) - LabelWidth - ValueWidth));
                int x = Margin + LabelWidth;
                Line($"<text x=\"{Margin}\" y=\"{y + 13}\">{Escaped(bar.Label)}</text>");
                Line($"<rect class=\"{Escaped(bar.Class)}\" x=\"{x}\" y=\"{y}\" width=\"{length:0.#}\" height=\"{BarHeight}\" rx=\"2\"/>");
                Line($"<text x=\"{x + length + 6:0.#}\" y=\"{y + 13}\">{Escaped(bar.Text)}</text>");
                y += BarStep;
            }

            y += 4;
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Escaped(string text) => System.Security.SecurityElement.Escape(text);
}

/// <summary>Bars below one heading.</summary>
internal sealed record BarGroup(string Label, IReadOnlyList<Bar> Bars);

/// <param name="Label">What stands before the bar.</param>
/// <param name="Class">Its color: jit, native or bare.</param>
/// <param name="Value">Its length.</param>
internal sealed record Bar(string Label, string Class, double Value)
{
    /// <summary>What stands behind the bar.</summary>
    public string Text => Value.ToString(Value < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
}
