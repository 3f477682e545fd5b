namespace KubeTask.Bench.Figures;

/// <summary>The figures of CronTasks that are all due at once.</summary>
internal sealed record CronRun(int Processors, string Build, int CronTasks, IReadOnlyList<CronTry> Tries);

/// <summary>The figures of one try.</summary>
internal sealed record CronTry
{
    /// <summary>From the due time to the last Task.</summary>
    public required Stretch Made { get; init; }

    /// <summary>From the due time to the last status that reports it.</summary>
    public required double ReportedSeconds { get; init; }

    /// <summary>The same Tasks by a bare loop, after the former ones were deleted.</summary>
    public required BareRun Bare { get; init; }

    /// <summary>Seconds of processor time that the scaler takes in a second while nothing is due.</summary>
    public required double RestCpuPerSecond { get; init; }

    /// <summary>What the scaler's index costs for a CronTask on the managed heap.</summary>
    public required double BytesEach { get; init; }

    /// <summary>The scaler's process without CronTasks.</summary>
    public required double EmptyMebibytes { get; init; }

    /// <summary>The scaler's process with CronTasks, at rest.</summary>
    public required double RestMebibytes { get; init; }

    /// <summary>The speed at which the Tasks are created, where the bare loop's is 1.</summary>
    public double Ratio => Made.PerSecond / Bare.Made.PerSecond;

    /// <summary>The time until all statuses are written, where the time until all Tasks exist is 1.</summary>
    public double StatusesRatio => ReportedSeconds / Made.Seconds;
}

/// <summary>A bare loop's figures with the best number of concurrent requests, and the trials that found that number.</summary>
internal sealed record BareRun(int Parallelism, Stretch Made, IReadOnlyList<BareTrial> Trials);

/// <summary>A bare loop over some of the Tasks, with a number of concurrent requests.</summary>
internal sealed record BareTrial(int Parallelism, double PerSecond);
