using System.Globalization;

namespace KubeTask.Bench.Figures;

/// <summary>The plots of docs/benchmarks.md, by the names of their files. They show the runs with the most other pods.</summary>
internal static class Charts
{
    public static IReadOnlyDictionary<string, BarChart> Of(BenchFigures figures)
    {
        int pods = figures.Runs.Max(r => r.OtherPods);
        BenchRun[] runs = [.. figures.Runs.Where(r => r.OtherPods == pods)];
        string with = string.Create(CultureInfo.InvariantCulture, $"with {pods:#,0} other pods in the namespace");
        string burst = figures.Burst.ToString("#,0", CultureInfo.InvariantCulture);
        BarGroup Beside(string label, Func<BenchRun, double> own, Func<BenchRun, double> bare) =>
            new(
                label,
                [
                    .. runs.SelectMany(r =>
                        new[] { new Bar($"KubeTask, {r.Build}", Class(r), own(r)), new Bar("bare calls beside it", "bare", bare(r)) }
                    ),
                ]
            );
        BarGroup Alone(string label, Func<BenchRun, double> own) =>
            new(label, [.. runs.Select(r => new Bar($"KubeTask, {r.Build}", Class(r), own(r)))]);
        return new SortedDictionary<string, BarChart>(StringComparer.Ordinal)
        {
            ["warm.svg"] = new(
                "From a Task's creation to its Job, in ms",
                $"{with}; shorter is better",
                [
                    Beside("p50", r => r.Warm.P50, r => r.WarmBare.P50),
                    Beside("p95", r => r.Warm.P95, r => r.WarmBare.P95),
                    Beside("p99", r => r.Warm.P99, r => r.WarmBare.P99),
                ]
            ),
            ["rates.svg"] = new(
                "Tasks per second",
                $"{with}; longer is better",
                [
                    Beside($"burst: {burst} Tasks created → Jobs", r => r.Burst.Jobs.PerSecond, r => r.BurstBare.Jobs.PerSecond),
                    Beside($"backlog: {burst} Tasks there → Jobs", r => r.Backlog.Jobs.PerSecond, r => r.BacklogBare.Jobs.PerSecond),
                    Beside($"ends: {burst} pods ended → statuses", r => r.Ends.PerSecond, r => r.EndsBare.PerSecond),
                ]
            ),
            ["wake.svg"] = new(
                "From the start of the functions' process to the first Job, in ms",
                $"{with}; shorter is better",
                [Alone("median", r => r.Wakes.Median), Alone("max", r => r.Wakes.Max)]
            ),
            ["memory.svg"] = new(
                $"Memory after {burst} Tasks, in MiB",
                $"{with}; shorter is better",
                [Alone("functions", r => r.FunctionsMebibytes), Alone("scaler", r => r.ScalerMebibytes)]
            ),
        };
    }

    private static string Class(BenchRun run) => run.Build == "native" ? "native" : "jit";
}
