using KubeTask.Bench.Figures;

namespace KubeTask.Bench.Tests;

/// <summary>A run beside an earlier one.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData(2.0, 2.39, true, true)]
    [InlineData(2.0, 2.41, true, false)]
    [InlineData(2.0, 1.0, true, true)]
    [InlineData(0.8, 0.65, false, true)]
    [InlineData(0.8, 0.63, false, false)]
    [InlineData(0.8, 1.6, false, true)]
    [InlineData(0.8, double.NaN, false, false)]
    public void A_ratio_may_be_a_fifth_worse(double before, double now, bool lowerIsBetter, bool passed)
    {
        var comparison = new Comparison([new("warm", before, lowerIsBetter)], [new("warm", now, lowerIsBetter)]);

        Assert.Equal(passed, comparison.Passed);
    }

    [Fact]
    public void The_table_has_each_ratio_with_its_change_and_the_verdict()
    {
        var comparison = new Comparison(
            [new("warm", 2, true), new("burst", 0.8, false), new("ends", 0.5, false)],
            [new("warm", 2.5, true), new("burst", 0.72, false), new("statuses", 4, true)]
        );

        string[] lines = comparison.ToString().TrimEnd('\n').Split('\n');
        Assert.Collection(
            lines,
            l => Assert.Matches(@"^ratio +before +now +change", l),
            l => Assert.Matches(@"^warm +2\.00 +2\.50 +\+25 %  worse \(lower is better\)$", l),
            l => Assert.Matches(@"^burst +0\.80 +0\.72 +-10 %  ok$", l),
            l => Assert.Matches(@"^ends +0\.50 +- +-  not measured$", l),
            l => Assert.Matches(@"^statuses +- +4\.00 +-  new$", l)
        );
    }

    [Fact]
    public void What_is_not_measured_again_fails_nothing()
    {
        var comparison = new Comparison([new("warm", 2, true), new("burst", 0.8, false)], [new("warm", 2, true)]);

        Assert.True(comparison.Passed);
    }

    [Fact]
    public void A_comparison_of_nothing_fails() => Assert.False(new Comparison([new("warm", 2, true)], [new("burst", 1, false)]).Passed);

    [Fact]
    public void A_slower_machine_changes_no_ratio()
    {
        BenchRun run = SomeFigures.Run(),
            slower =
                run with
                {
                    Warm = new Percentiles(run.Warm.P50 * 3, 60, 90),
                    WarmBare = new Percentiles(run.WarmBare.P50 * 3, 15, 18),
                    Ends = run.Ends with { Seconds = run.Ends.Seconds * 3 },
                    EndsBare = run.EndsBare with { Seconds = run.EndsBare.Seconds * 3 },
                };

        Assert.Equal(Ratio.Of(SomeFigures.Of(run)), Ratio.Of(SomeFigures.Of(slower)));
    }

    [Fact]
    public void Runs_are_compared_by_build_and_number_of_other_pods()
    {
        BenchFigures before = SomeFigures.Of(SomeFigures.Run(otherPods: 1000), SomeFigures.Run(otherPods: 5000, burst: 0.4)),
            now = SomeFigures.Of(SomeFigures.Run(otherPods: 5000, burst: 0.39));

        Assert.True(new Comparison(Ratio.Of(before), Ratio.Of(now)).Passed);
        Assert.False(new Comparison(Ratio.Of(now), Ratio.Of(SomeFigures.Of(SomeFigures.Run(otherPods: 5000, burst: 0.3)))).Passed);
    }
}
