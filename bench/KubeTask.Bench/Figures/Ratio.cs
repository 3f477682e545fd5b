using System.Globalization;

namespace KubeTask.Bench.Figures;

/// <summary>KubeTask beside the same work by bare calls on the same machine. Only ratios can be compared between machines.</summary>
/// <param name="Name">What it is a ratio of, in which run.</param>
/// <param name="Value">The ratio.</param>
/// <param name="LowerIsBetter">Whether it is one of times. Otherwise it is one of speeds.</param>
internal sealed record Ratio(string Name, double Value, bool LowerIsBetter)
{
    public static IEnumerable<Ratio> Of(BenchFigures figures) => figures.Runs.SelectMany(Of);

    /// <summary>Of several tries, the median counts.</summary>
    public static IEnumerable<Ratio> Of(CronRun run) =>
        [
            new("CronTasks: Tasks", Percentiles.Of(run.Tries.Select(t => t.Ratio)).P50, false),
            new("CronTasks: statuses", Percentiles.Of(run.Tries.Select(t => t.StatusesRatio)).P50, true),
        ];

    private static IEnumerable<Ratio> Of(BenchRun run)
    {
        string Name(string of) => string.Create(CultureInfo.InvariantCulture, $"{run.Build}, {run.OtherPods} other pods: {of}");
        BenchRatios ratios = run.Ratios;
        return
        [
            new(Name("warm"), ratios.Warm, true),
            new(Name("burst"), ratios.Burst, false),
            new(Name("backlog"), ratios.Backlog, false),
            new(Name("ends"), ratios.Ends, false),
        ];
    }
}
