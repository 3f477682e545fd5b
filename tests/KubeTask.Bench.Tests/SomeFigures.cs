using KubeTask.Bench.Figures;

namespace KubeTask.Bench.Tests;

/// <summary>Figures that no run measured.</summary>
internal static class SomeFigures
{
    public static BenchFigures Of(params BenchRun[] runs) => new(2, 50, 1000, 16, runs);

    /// <summary>A run with the given ratios.</summary>
    public static BenchRun Run(
        string build = "JIT",
        int otherPods = 1000,
        double warm = 2,
        double burst = 0.75,
        double backlog = 0.5,
        double ends = 0.8
    ) =>
        new()
        {
            Build = build,
            OtherPods = otherPods,
            Wakes = Wakes.Of([400, 300, 900]),
            Warm = new Percentiles(4 * warm, 20, 30),
            WarmBare = new Percentiles(4, 5, 6),
            Burst = Starts(10 / burst),
            BurstBare = Starts(10),
            Backlog = Starts(10 / backlog),
            BacklogBare = Starts(10),
            Ends = Stretch(8 / ends),
            EndsBare = Stretch(8),
            Calls = new Dictionary<string, double> { ["GET tasks"] = 3, ["POST jobs"] = 1 },
            CallsBare = new Dictionary<string, double> { ["POST jobs"] = 1 },
            FunctionsMebibytes = 120,
            ScalerMebibytes = 60.5,
        };

    private static Starts Starts(double seconds) => new(Stretch(seconds), seconds + 1);

    private static Stretch Stretch(double seconds) => new(1000, seconds, 2, 1, 1, 20);
}
