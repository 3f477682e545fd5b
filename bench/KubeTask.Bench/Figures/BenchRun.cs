namespace KubeTask.Bench.Figures;

/// <summary>The figures of all runs, as a file keeps them.</summary>
internal sealed record BenchFigures(int Processors, int Samples, int Burst, int Workers, IReadOnlyList<BenchRun> Runs);

/// <summary>
/// The figures of one build of scaler and functions, with a number of other pods in the namespace. Milliseconds, unless a name says
/// otherwise.
/// </summary>
internal sealed record BenchRun
{
    public required string Build { get; init; }

    /// <summary>Pods in the namespace that don't belong to KubeTask.</summary>
    public required int OtherPods { get; init; }

    /// <summary>From the start of the functions' process to the Job of the one Task that waits.</summary>
    public required Wakes Wakes { get; init; }

    /// <summary>From the answer to a Task's creation until its Job is seen.</summary>
    public required Percentiles Warm { get; init; }

    /// <summary>From the call that creates ConfigMap and Job at once until the Job is seen.</summary>
    public required Percentiles WarmBare { get; init; }

    /// <summary>From the first Task's creation.</summary>
    public required Starts Burst { get; init; }

    /// <summary>The same Tasks, ConfigMaps, Jobs, Events and statuses by a plain loop.</summary>
    public required Starts BurstBare { get; init; }

    /// <summary>The Tasks are there before the functions. From the functions' start.</summary>
    public required Starts Backlog { get; init; }

    /// <summary>The same ConfigMaps, Jobs, Events and statuses by a plain loop.</summary>
    public required Starts BacklogBare { get; init; }

    /// <summary>From the end of the first pod to the last status.</summary>
    public required Stretch Ends { get; init; }

    /// <summary>The same Events and statuses by a plain loop.</summary>
    public required Stretch EndsBare { get; init; }

    /// <summary>Calls of each kind for one Task, from its creation to its last status, as the API server counts them.</summary>
    public required IReadOnlyDictionary<string, double> Calls { get; init; }

    /// <summary>The same for the plain loop.</summary>
    public required IReadOnlyDictionary<string, double> CallsBare { get; init; }

    public required double FunctionsMebibytes { get; init; }
    public required double ScalerMebibytes { get; init; }

    public BenchRatios Ratios =>
        new(
            Warm.P50 / WarmBare.P50,
            Burst.Jobs.PerSecond / BurstBare.Jobs.PerSecond,
            Backlog.Jobs.PerSecond / BacklogBare.Jobs.PerSecond,
            EndsBare.Seconds / Ends.Seconds
        );
}

/// <summary>KubeTask beside the bare calls, which are 1. Warm: its time. The others: its speed.</summary>
internal sealed record BenchRatios(double Warm, double Burst, double Backlog, double Ends);

/// <summary>Several starts of the functions' process.</summary>
internal sealed record Wakes(int Count, double Median, double Max)
{
    public static Wakes Of(IReadOnlyCollection<double> times) => new(times.Count, Percentiles.Of(times).P50, times.Max());
}

/// <summary>Tasks that start.</summary>
/// <param name="Jobs">To the last Job.</param>
/// <param name="ReportedSeconds">To the last status that reports the start of the agent.</param>
internal sealed record Starts(Stretch Jobs, double ReportedSeconds);

/// <summary>A stretch of work: how long it took, and who computed meanwhile (seconds of processor time).</summary>
internal sealed record Stretch(int Count, double Seconds, double FunctionsCpu, double ScalerCpu, double BenchCpu, double AllCpu)
{
    public double PerSecond => Count / Seconds;
}

internal sealed record Percentiles(double P50, double P95, double P99)
{
    public static Percentiles Of(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        double At(double part) => sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
        return new Percentiles(At(0.50), At(0.95), At(0.99));
    }
}
