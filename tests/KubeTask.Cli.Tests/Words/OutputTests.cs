using KubeTask.Cli.Output;
using KubeTask.Cli.Terminals;
using KubeTask.Cli.Words;

namespace KubeTask.Cli.Tests.Words;

public sealed class OutputTests
{
    [Theory]
    [InlineData(-3, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(61 * 5, "5m5s")]
    [InlineData(3600 * 2, "120m")]
    [InlineData(3600 * 5 + 120, "5h2m")]
    [InlineData(3600 * 47, "47h")]
    [InlineData(3600 * 24 * 3, "3d")]
    [InlineData(3600L * 24 * 800, "2y70d")]
    public void An_age_is_written_as_kubectl_writes_it(long seconds, string text) =>
        Assert.Equal(text, Age.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(0.0421, "$0.0421")]
    [InlineData(0.5, "$0.50")]
    [InlineData(1234.5, "$1,234.50")]
    public void A_cost_has_cents_and_below_a_dollar_four_places(double cost, string text) => Assert.Equal(text, TaskWords.Dollars(cost));

    [Fact]
    public void The_last_column_is_cut_for_a_terminal_and_colors_do_not_shift_columns()
    {
        var table = new TextTable(
            ["NAME", "TEXT"],
            [
                [new Cell("a", Ink.Good), "0123456789012345678901234567890123456789"],
                ["long-name", "b"],
            ]
        );

        string[] plain = [.. table.Lines(40, colors: false)];
        string[] colored = [.. table.Lines(40, colors: true)];

        Assert.Equal("a           012345678901234567890123456…", plain[1]);
        Assert.Equal(40, plain[1].Length);
        Assert.Equal("\e[32ma\e[0m           012345678901234567890123456…", colored[1]);
        Assert.Equal("NAME        TEXT", plain[0]);
    }
}
