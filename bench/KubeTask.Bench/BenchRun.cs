namespace KubeTask.Bench;

/// <summary>The figures of one build of the functions. Milliseconds, unless a name says otherwise.</summary>
internal sealed record BenchRun
{
    public required string Functions { get; init; }

    /// <summary>From the start of the functions' process to the first Job, with one Task waiting.</summary>
    public required double StartToFirstJob { get; init; }

    /// <summary>From the answer to a Task's creation until its Job is seen.</summary>
    public required Percentiles Warm { get; init; }

    /// <summary>From the call that creates ConfigMap and Job at once until the Job is seen.</summary>
    public required Percentiles WarmBare { get; init; }

    /// <summary>From the first Task's creation to the last Job.</summary>
    public required Stretch Burst { get; init; }

    /// <summary>The same Tasks, there before the functions: from their start to the last Job.</summary>
    public required Stretch Backlog { get; init; }

    /// <summary>The same ConfigMaps, Jobs, Events and statuses by a plain loop.</summary>
    public required Stretch BurstBare { get; init; }

    /// <summary>From the first Job's end to the last status.</summary>
    public required Stretch Ends { get; init; }

    /// <summary>As many Jobs ended and as many statuses written by a plain loop.</summary>
    public required Stretch EndsBare { get; init; }

    public required double FunctionsMebibytes { get; init; }
    public required double ScalerMebibytes { get; init; }
}

/// <summary>A stretch of work: how long it took, and who computed meanwhile (seconds of processor time).</summary>
internal sealed record Stretch(int Count, double Seconds, double FunctionsCpu, double ScalerCpu, double BenchCpu, double AllCpu)
{
    public double PerSecond => Count / Seconds;

    /// <param name="functionsLater">Where they are started by the work itself.</param>
    /// <param name="work">Gives the timestamp at which it was done.</param>
    public static async Task<Stretch> MeasureAsync(
        TimeProvider time,
        int count,
        Part? functions,
        Part? scaler,
        Func<Part?>? functionsLater,
        Func<Task<long>> work
    )
    {
        double functionsCpu = functions?.Cpu.TotalSeconds ?? 0,
            scalerCpu = scaler?.Cpu.TotalSeconds ?? 0,
            ownCpu = Environment.CpuUsage.TotalTime.TotalSeconds,
            allCpu = Machine.CpuSeconds();
        long begun = time.GetTimestamp();
        long ended = await work();
        functions ??= functionsLater?.Invoke();
        return new Stretch(
            count,
            time.GetElapsedTime(begun, ended).TotalSeconds,
            (functions?.Cpu.TotalSeconds ?? 0) - functionsCpu,
            (scaler?.Cpu.TotalSeconds ?? 0) - scalerCpu,
            Environment.CpuUsage.TotalTime.TotalSeconds - ownCpu,
            Machine.CpuSeconds() - allCpu
        );
    }
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
