namespace KubeTask.Bench;

/// <summary>The figures of CronTasks that are all due at once.</summary>
internal sealed record CronRun
{
    public required int Processors { get; init; }

    /// <summary>From the due time to the last Task.</summary>
    public required Stretch Made { get; init; }

    /// <summary>The same Tasks by a bare loop, once the former are deleted and all is quiet: the faster of two times.</summary>
    public required Stretch Bare { get; init; }

    /// <summary>From the due time to the last status that tells of it; null where they weren't waited for that long.</summary>
    public required double? ToldSeconds { get; init; }

    /// <summary>What the scaler computes in a second while nothing is due, in milliseconds.</summary>
    public required double RestMilliseconds { get; init; }

    public required double EmptyMebibytes { get; init; }
    public required double RestMebibytes { get; init; }

    public double Ratio => Made.PerSecond / Bare.PerSecond;
}
